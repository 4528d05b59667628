"""Guesses which column of the activity table each column of an export is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditkit.core.activity import COLUMNS, Kind
from auditkit.core.findings import Bilingual
from auditkit.core.vocabulary import STEPS
from auditkit.sources.guesses import only_integers, share_known
from auditkit.sources.lore import Lore, Vendor, plain
from auditkit.sources.shapes import Shape

LEAST: Final = 0.4
"""Below this a column is left to a person."""
EXACT, CONTAINS, DOUBT, SHAPED = 0.95, 0.65, 0.55, 0.45
_TIMES: Final = ("at", "end_at", "recorded_at")
_DUPLICATE: Final = "#"
_PART: Final = 0.8


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a header is taken for; ``canonical`` is None when nothing fits.

    ``activity`` numbers from 1 the activity whose own column it is, 0 is the source itself.
    """

    header: str
    canonical: str | None
    confidence: float
    reason: Bilingual
    activity: int = 0


def guess_columns(
    shapes: Mapping[str, Shape], lore: Lore, vendor: Vendor | None
) -> dict[str, ColumnGuess]:
    """Return the best guess for each header; no two headers get one canonical column."""
    candidates = [
        guess
        for header, shape in shapes.items()
        for guess in _candidates(header, shape, lore, vendor)
        if guess.confidence >= LEAST
    ]
    order = list(shapes)
    candidates.sort(key=lambda g: (-g.confidence, order.index(g.header), g.canonical or ""))
    taken: dict[str, str] = {}
    chosen: dict[str, ColumnGuess] = {}
    for guess in candidates:
        if guess.canonical is None or guess.header in chosen or guess.canonical in taken:
            continue
        chosen[guess.header] = guess
        taken[guess.canonical] = guess.header
    for header in shapes:
        if header not in chosen:
            chosen[header] = _left_over(header, candidates, taken, shapes)
    return chosen


def _left_over(
    header: str,
    candidates: list[ColumnGuess],
    taken: Mapping[str, str],
    shapes: Mapping[str, Shape],
) -> ColumnGuess:
    first = header.partition(_DUPLICATE)[0]
    if first != header and first in shapes:
        same = shapes[first].coded.dictionary().to_pylist() == (
            shapes[header].coded.dictionary().to_pylist()
        )
        return ColumnGuess(header, None, 0.0, _repeated(first, same=same))
    rival = next((g for g in candidates if g.header == header and g.canonical in taken), None)
    if rival is not None and rival.canonical is not None:
        other = taken[rival.canonical]
        return ColumnGuess(
            header,
            None,
            0.0,
            Bilingual(
                f"也像 {rival.canonical}，但“{other}”更像",
                f"also looks like {rival.canonical}, but {other} fits better",
            ),
        )
    return ColumnGuess(header, None, 0.0, Bilingual("未见过的列名，未使用", "not known, not used"))


def _repeated(first: str, *, same: bool) -> Bilingual:
    if same:
        return Bilingual(f"与“{first}”列重名且内容相同", f"repeats the column {first}, same values")
    return Bilingual(
        f"与“{first}”列重名而内容不同，请确定", f"named like {first}, other values; please decide"
    )


def _candidates(
    header: str, shape: Shape, lore: Lore, vendor: Vendor | None
) -> Iterator[ColumnGuess]:
    said = header.partition(_DUPLICATE)[0]
    # a header of two rows says 通话/结果: known as 通话结果, or by its last part with less weight
    names = {plain(said): 1.0, plain(said.replace("/", "")): 1.0}
    names.setdefault(plain(said.rpartition("/")[2]), _PART)
    for canonical in lore.exact:
        found = ((_by_name(name, canonical, lore), weight) for name, weight in names.items())
        weighed = [(each[0] * weight, each[1]) for each, weight in found if each is not None]
        named = max(weighed, key=lambda each: each[0], default=None)
        if named is not None:
            confidence, reason = named
            yield _weighed(header, canonical, confidence, reason, shape, lore, vendor)
    yield from _by_shape(header, shape)


def _by_name(name: str, canonical: str, lore: Lore) -> tuple[float, Bilingual] | None:
    if name in lore.exact[canonical] or name == plain(canonical):
        return EXACT, Bilingual("列名在词表中", "the name stands in the vocabulary")
    if name in lore.doubt[canonical]:
        return DOUBT, Bilingual("列名含义因行而异", "the name means different things per bank")
    found = [word for word in lore.contains[canonical] if word in name]
    if found:
        word = max(found, key=len)
        return CONTAINS, Bilingual(f"列名含“{word}”", f"the name contains {word}")
    return None


def _weighed(
    header: str,
    canonical: str,
    confidence: float,
    reason: Bilingual,
    shape: Shape,
    lore: Lore,
    vendor: Vendor | None,
) -> ColumnGuess:
    """Weigh a name by what the column holds."""
    if not shape.said:
        said = Bilingual(f"{reason.zh}；样本为空", f"{reason.en}; empty in the sample")
        return ColumnGuess(header, canonical, confidence * 0.8, said)
    factor, zh, en = _fit(canonical, shape, lore, vendor)
    text = Bilingual(f"{reason.zh}；{zh}", f"{reason.en}; {en}") if zh else reason
    return ColumnGuess(header, canonical, round(min(confidence * factor, 0.99), 2), text)


def _fit(canonical: str, shape: Shape, lore: Lore, vendor: Vendor | None) -> tuple[float, str, str]:
    if canonical in _TIMES or canonical in STEPS.names:
        return _fit_time(canonical, shape)
    if canonical == "contact":
        return _fit_contact(shape)
    if canonical == "duration_s":
        return _fit_duration(shape)
    if canonical in COLUMNS and COLUMNS[canonical].kind is Kind.TERM:
        return _fit_words(canonical, shape, lore, vendor)
    few = shape.distinct <= 30 < shape.said and shape.long_texts < 0.2
    return (0.7, "取值很少，更像代码", "rather a code") if canonical == "note" and few else _FITS


_FITS: Final = (1.0, "", "")


def _fit_time(canonical: str, shape: Shape) -> tuple[float, str, str]:
    """Weigh a column of times; in a case list a step stands for the column of its date."""
    if canonical in STEPS.names and shape.times <= 0.5:
        return 0.5, "内容多不是时间", "mostly no times"
    if canonical in STEPS.names or max(shape.times, shape.clocks) > 0.8:
        return 1.02, "内容是时间", "holds times"
    return 0.4, "内容不像时间", "does not look like times"


def _fit_contact(shape: Shape) -> tuple[float, str, str]:
    if shape.phones <= 0.5:
        return 0.8, "内容多不是号码", "mostly no phone numbers"
    if shape.phones < 0.98:
        return 1.02, "号码与地址混填", "numbers and addresses mixed"
    return 1.02, "是号码", "phone numbers"


def _fit_duration(shape: Shape) -> tuple[float, str, str]:
    if shape.lengths < 0.8:
        return 0.5, "内容不像时长", "does not look like lengths"
    if shape.minutes > 0.5:
        return 1.0, "形如 分:秒", "written mm:ss"
    return 1.02, "是数字", "holds numbers"


def _fit_words(
    canonical: str, shape: Shape, lore: Lore, vendor: Vendor | None
) -> tuple[float, str, str]:
    if only_integers(shape.coded):
        return 0.9, "数字代码，需要代码表", "integer codes; needs a code table"
    known = share_known(canonical, shape.coded, lore, vendor)
    if shape.long_texts > 0.5 and known < 0.5:
        return 0.4, "内容像文字叙述", "holds prose"
    percent = f"{known:.0%}"
    factor = 1.02 if known > 0.5 else 0.75 if known == 0 else 0.9
    return factor, f"{percent} 的取值已知", f"{percent} of its values are known"


def _by_shape(header: str, shape: Shape) -> Iterator[ColumnGuess]:
    if shape.said and shape.phones > 0.9:
        text = Bilingual("内容像手机号码", "looks like mobile numbers")
        yield ColumnGuess(header, "contact", SHAPED, text)
    if shape.said and shape.times > 0.95 and shape.days < 0.5:
        yield ColumnGuess(header, "at", SHAPED, Bilingual("内容是时间", "looks like times"))
