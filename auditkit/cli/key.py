"""``auditkit key``: the institution's key that every pseudonym is made with."""

from __future__ import annotations

import os

import click

from auditkit.cli import console
from auditkit.cli.options import lang_option
from auditkit.core.errors import ConfigError


@click.group(short_help="Show or create the institution's key. 查看或创建机构密钥。")
def key() -> None:
    """Show or create the institution's key.

    Pseudonyms and fingerprints are made with it. Whoever loses it can no longer lead a finding
    back to a person or carry a decision over to the next run: keep a back-up.

    \b
    It is read from, in this order:
      AUDITKIT_KEY        the key itself, base64, 32 bytes or more
      AUDITKIT_KEY_FILE   a file that only its owner can read
      ~/.config/auditkit/institution.key

    \b
    Examples:
      auditkit key create
      auditkit key show
    """


@key.command(short_help="Show the key's id and where it stands. 查看密钥编号与位置。")
@lang_option
def show(lang: str) -> None:
    """Show the key's public id and where it stands, never the key."""
    from auditkit.core import pseudonym
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    value = pseudonym.load_key()
    if value is None:
        raise ConfigError(str(pseudonym.key_path()), words.text("cli.key.none"))
    named = os.environ.get(pseudonym.KEY_ENV)
    where = pseudonym.KEY_ENV if named else str(pseudonym.key_path())
    console.give(words.text("cli.key.shown", id=pseudonym.key_id(value), where=where))
    if not named:
        console.say_rights(pseudonym.key_path(), words)


@key.command(short_help="Create a key once, before the first scan. 首次审计前创建密钥。")
@lang_option
def create(lang: str) -> None:
    """Create a random key in the default place; an existing key is never overwritten."""
    from auditkit.core import pseudonym
    from auditkit.core.i18n import Catalogue

    words = Catalogue(lang)
    path = pseudonym.key_path()
    try:
        value = pseudonym.create_key(path)
    except FileExistsError:
        raise ConfigError(str(path), words.text("cli.key.exists")) from None
    console.give(words.text("cli.key.shown", id=pseudonym.key_id(value), where=str(path)))
    console.say(words.text("cli.key.created", path=path))
    console.say_rights(path, words)
