"""Shows the settings in effect as TOML, and where each of them comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditkit.core.i18n import Catalogue
from auditkit.templates.settings.model import JUDGING, KEYS, Settings
from auditkit.templates.settings.toml import key_written, written


def show(
    settings: Settings,
    options: Mapping[str, Any],
    defaults: Mapping[str, Any],
    lang: str,
    below: Sequence[Settings] = (),
) -> str:
    """Return what holds for a run: options over the configuration over what is so by default.

    ``below`` are the configurations of files that have one of their own.
    """
    words = Catalogue(lang)
    file = settings.file
    named = _shown(file) if file else words.text("setting.no_file")
    lines = [f"# {words.text('setting.from', file=named)}"]
    lines += _below(below, options, defaults, words.text("setting.below"))
    lines.append("[lint]")
    values = _values(settings)
    for key in KEYS:
        if options.get(key) not in (None, "", (), []):
            lines.append(_line(key, options[key], words.text("setting.by_option")))
        elif key in values and file:
            lines.append(_line(key, values[key], f"{_shown(file)}:{settings.lines.get(key, 0)}"))
        elif key in defaults:
            lines.append(_line(key, defaults[key], words.text("setting.by_default")))
    lines += _by_path(settings, file)
    return "\n".join(lines) + "\n"


def _below(
    settings: Sequence[Settings], options: Mapping[str, Any], defaults: Mapping[str, Any], said: str
) -> Iterator[str]:
    """Yield as comments which files set what judges the templates below them."""
    if settings:
        yield f"# {said}"
    for each in settings:
        given = {key: value for key, value in options.items() if value}
        values = {**defaults, **_values(each), **given}
        judging = (f"{key} = {written(values[key])}" for key in JUDGING if key in values)
        yield f"#   {_shown(each.file or each.folder)}: {', '.join(judging)}"


def _line(key: str, value: Any, said: str) -> str:  # noqa: ANN401 - whatever a setting holds
    return f"{key_written(key)} = {written(value)}  # {said}"


def _shown(file: Path) -> str:
    here = Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


def _values(settings: Settings) -> dict[str, Any]:
    """Return what a file sets by the keys of the file, patterns by path left out."""
    found = {
        "profile": settings.profile,
        "policies": settings.policies and _shown(settings.policies),
        "include": settings.include,
        "exclude": settings.exclude,
        "fail-on": settings.fail_on,
        "format": settings.format,
        "baseline": settings.baseline and _shown(settings.baseline),
        "rules-url": settings.rules_url,
        "institution": settings.institution,
        "hotline": settings.hotline,
        "signature": settings.signature,
        "opt-out": _opt_out(settings),
        "masked": dict(settings.masked),
        "placeholders": dict(settings.placeholders),
    }
    return {key: value for key, value in found.items() if value}


def _opt_out(settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (channel, language), line in settings.opt_out.items():
        if channel:
            found.setdefault(channel, {})[language] = line
        else:
            found[language] = line
    return found


def _by_path(settings: Settings, file: Path | None) -> Iterator[str]:
    for each in settings.paths:
        yield ""
        yield f"[[lint.paths]]  # {_shown(file) if file else ''}:{each.line}"
        yield f"match = {written(each.match)}"
        yield from (f"{key_written(key)} = {written(value)}" for key, value in each.values.items())
