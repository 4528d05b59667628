"""Finds numbers in one text as plainly as can be: every span is looked at, nothing is an array.

It knows what the data files say and is otherwise written apart from what it tests.
"""

from __future__ import annotations

import datetime
from itertools import pairwise

from auditkit.checks.privacy.detect.lore import listed, load
from auditkit.checks.privacy.detect.signs import LOOKALIKES, NUMERALS
from auditkit.checks.privacy.fold import GONE, folds
from auditkit.core.kinds import VALUES

SEPARATORS = " _—―~,、。-−.·•・‧∙⋅/()"
TIGHT, POINT = "-−", ".·•・‧∙⋅"
SOFT = {
    char: str(digit)
    for forms in (NUMERALS, LOOKALIKES)
    for digit, cs in forms.items()
    for char in cs
}
ALIKE = "OolI"
PHONE, CARD, IDENTITY, PERMIT, ORGANISATION = "phone", "card", "identity", "permit", "organisation"
MOBILE_SHAPES = {
    (11,): 0.8, (3, 4, 4): 0.8, (3, 8): 0.7, (7, 4): 0.7, (1,) * 11: 0.7,
    (3, 3, 5): 0.35, (3, 5, 3): 0.35, (4, 3, 4): 0.35, (4, 4, 3): 0.35, (3, 4, 2, 2): 0.35,
    **{(size, 11 - size): 0.35 for size in (1, 2, 4, 5, 6, 8, 9, 10)},
}  # fmt: skip


def letters(char: str) -> bool:
    return (char.isascii() and char.isalpha()) or char == "×"


class Text:
    """A folded text with the place of every character in the text as given."""

    def __init__(self, text: str) -> None:
        table = folds()
        kept = [
            (place, int(table[ord(char)])) for place, char in enumerate(text.replace("\x1e", " "))
        ]
        self.origin = [place for place, code in kept if code != GONE]
        self.plain = "".join(chr(code) for _, code in kept if code != GONE)

    def at(self, place: int) -> str:
        return self.plain[place] if 0 <= place < len(self.plain) else ""

    def word(self, place: int, step: int) -> str:
        """Return the ASCII word that begins or ends at a place; eight letters count."""
        found = ""
        while len(found) < 8 and self.at(place) and letters(self.at(place)):
            char = chr(ord(self.at(place)) | 32)
            found = found + char if step > 0 else char + found
            place += step
        return found


def linked(plain: str, left: int, right: int) -> bool:
    """Whether two digits with nothing but a few separators between belong to one run."""
    between = plain[left + 1 : right]
    return len(between) <= 3 and all(char in SEPARATORS for char in between)


def in_word(plain: str, place: int) -> bool:
    """Whether other letters stand beside a letter like a digit, three places away at most."""
    for step in (1, -1):
        for nth in range(1, 4):
            beside = place + step * nth
            char = plain[beside] if 0 <= beside < len(plain) else " "
            if char not in ALIKE:
                if letters(char):
                    return True
                break
    return False


def runs(plain: str, digits: str) -> list[list[int]]:
    """Return the runs of places of digits."""
    places = [
        place
        for place, char in enumerate(plain)
        if char in digits and not (char in ALIKE and in_word(plain, place))
    ]
    found: list[list[int]] = []
    for place in places:
        if found and linked(plain, found[-1][-1], place):
            found[-1].append(place)
        else:
            found.append([place])
    return [run for run in found if len(run) >= 11]


def groups(run: list[int]) -> list[list[int]]:
    found = [[run[0]]]
    for left, right in pairwise(run):
        if right == left + 1:
            found[-1].append(right)
        else:
            found.append([right])
    return found


def link(plain: str, left: list[int], right: list[int]) -> str:
    between = plain[left[-1] + 1 : right[0]]
    if len(between) == 1 and between in TIGHT:
        return "tight"
    return "point" if len(between) == 1 and between in POINT else "loose"


def detections(text: str) -> list[tuple[int, int, str, float]]:
    """Return (start, end, kind, score) of the numbers in a text."""
    page = Text(text)
    found = [*credit_codes(page)]
    for run in runs(page.plain, "0123456789"):
        found += numbers(page, groups(run), soft=False)
    soft = "0123456789" + "".join(SOFT)
    for run in runs(page.plain, soft):
        found += [
            span for span in numbers(page, groups(run), soft=True)
            if any(page.plain[place] in SOFT for place in span[5])
        ]  # fmt: skip
    scored = [one for span in found if (one := weighed(page, *span[:5], *span[6:]))]
    return settled(page, scored)


def settled(page, scored):
    order = sorted(scored, key=lambda one: (-one[3], one[0] - one[1], one[0], VALUES.code(one[2])))
    kept = []
    for one in order:
        if all(one[1] <= other[0] or one[0] >= other[1] for other in kept):
            kept.append(one)
    return [
        (page.origin[start], page.origin[end - 1] + 1, kind, score)
        for start, end, kind, score in sorted(kept)
    ]


def numbers(page, parts, *, soft):
    """Return (start, end, kind, score, own, digits, needs, hangs), scores less what edges take."""
    crowded = len(parts) > 64
    for head in range(len(parts)):
        for tail in range(head, len(parts)):
            chosen = parts[head : tail + 1]
            places = [place for part in chosen for place in part]
            if len(places) > 19 or (crowded and len(chosen) > 7):
                break
            if len(places) >= 10:
                yield from of_window(page, parts, head, tail, places)


def of_window(page, parts, head, tail, places):
    value = "".join(SOFT.get(page.plain[place], page.plain[place]) for place in places)
    shape = tuple(len(part) for part in parts[head : tail + 1])
    if len(shape) == len(places) and goes_on(page, parts, head, tail):
        shape = ()
    for prefix in ("", "0", "86", "0086"):
        if (
            value.startswith(prefix)
            and len(shape) <= 7
            and (not prefix or (shape and shape[0] > len(prefix)))
        ):
            rest = (shape[0] - len(prefix), *shape[1:]) if prefix else shape
            yield from phones(
                page, parts, (head, tail), (prefix, places), value[len(prefix) :], rest
            )
        elif not prefix:
            yield from phones(page, parts, (head, tail), (prefix, places), value, shape)
    hold = page, parts, head, tail
    yield from identities(*hold, places, value, shape)
    if len(value) >= 13:
        yield from cards(*hold, places, value, shape)


def goes_on(page, parts, head, tail):
    """Whether digits that stand apart are some of more such digits."""
    sign = page.at(parts[head][0] + 1)
    left = head > 0 and len(parts[head - 1]) == 1 and page.at(parts[head][0] - 1) == sign
    more = tail + 1 < len(parts) and len(parts[tail + 1]) == 1
    return left or (more and page.at(parts[tail][0] + 1) == sign)


def link_on(page, parts, one, other, whole):
    """Return how a number hangs on the group beside it."""
    if not 0 <= whole < len(parts):
        return ""
    return "loose" if len(parts[whole]) >= 11 else link(page.plain, parts[one], parts[other])


def hangs(parts, head):
    """Return whether digits of the run stand before a number that are no number themselves."""
    return head > 0 and 2 < len(parts[head - 1]) < 11


def stranger(word):
    return bool(word) and word not in {known[-8:] for known in load("context")["touching"]}


def edged(page, parts, head, tail, start, end, score, places, *, firm=False):
    """Return what edges leave of a score."""
    links = (
        link_on(page, parts, head - 1, head, head - 1),
        link_on(page, parts, tail, tail + 1, tail + 1),
    )
    before, after = page.at(start - 1) or "\0", page.at(end) or "\0"
    torn = "point" in links or before in load("context")["money_before"]
    torn |= after in load("context")["money_after"]
    torn |= stranger(page.word(start - 1, -1)) or stranger(page.word(end, 1))
    tied = "tight" in links
    tied |= before in TIGHT + POINT and stranger(page.word(start - 2, -1))
    tied |= after in TIGHT and stranger(page.word(end + 1, 1))
    alike = sum(page.plain[place] in ALIKE for place in places)
    score -= 0.35 * tied + (1 if alike > 0.4 * (end - start) else 0.15 * (alike > 0))
    if not firm and before in "/=?&-_.:#+@%" and "://" in ascii_before(page, start):
        score -= 0.4
    if torn:
        return score - 0.3 if firm else 0
    return score


def ascii_before(page, start):
    first = start
    while first > max(0, start - 96) and "!" <= page.plain[first - 1] <= "~":
        first -= 1
    return page.plain[first:start]


def phones(page, parts, span, prefixed, value, shape):
    (head, tail), (prefix, places) = span, prefixed
    kind, score = phone_kind(value, shape)
    if not score:
        return
    if kind == "CN_MOBILE" and score == 0.35 and any(page.plain[place] in SOFT for place in places):
        score = 0.55
    start, coded = places[0], False
    if not prefix and head and plain_digits(page, parts[head - 1]) in ("86", "0086"):
        start, coded, head = parts[head - 1][0], True, head - 1
    plus = page.at(start - 1) == "+"
    if plus and not (coded or prefix == "86"):
        return
    if kind == "CN_LANDLINE" and prefix != "0":
        known = plus or plain_digits(page, [start]) == "0"
        if not known or not (coded or prefix):
            return
    start -= plus
    inside = page.plain[start : places[-1]]
    if page.at(start - 1) and page.at(start - 1) in "()" and ("(" in inside or ")" in inside):
        start -= 1
    end = places[-1] + 1
    score = edged(page, parts, head, tail, start, end, score, _inside(page, parts, head, tail))
    yield start, end, kind, score, (PHONE,), places, False, hangs(parts, head)


def plain_digits(page, places):
    return "".join(SOFT.get(page.plain[place], page.plain[place]) for place in places)


def phone_kind(value, shape):
    if len(value) == 11 and value[0] == "1" and value[1] >= "3":
        score = MOBILE_SHAPES.get(shape, 0)
        return "CN_MOBILE", min(score, 0.3) if value.endswith("00000000") else score
    code, planned = area(value)
    score = line_shape(code, len(value), shape) if code else 0
    if not planned:
        score = 0 if shape == (len(value),) else min(score, 0.55)
    return "CN_LANDLINE", score


def _inside(page, parts, head, tail):
    return [place for part in parts[head : tail + 1] for place in part]


def area(value):
    """Return the digits of the area code of a fixed line, and whether the rest is as long as there.

    Fixed lines have 7 or 8 digits after codes of three, 8 after those of two.
    """
    for entry in load("numbers")["area_codes"]:
        for code in listed(entry["codes"]):
            local = value[len(code) :]
            lengths = (7, 8) if len(code) == 3 else (8,)
            if value.startswith(code) and len(local) in lengths and "2" <= local[0] <= "8":
                return len(code), len(local) in entry["local"]
    return 0, False


def line_shape(code, length, shape):
    if prefix_shape := {
        (length,): 0.55,
        (code, length - code): 0.75,
        (code, length - code - 4, 4): 0.75,
        (code, 4, length - code - 4): 0.75 if length - code == 8 else 0.6,
    }.get(shape):
        return prefix_shape
    return 0


def is_date(year, month, day):
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def born(value):
    first, last = load("numbers")["birth_years"]
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8])
    return first <= year <= last and is_date(year, month, day)


def province(value):
    return value[:2] in set(listed(load("numbers")["provinces"]))


def check_digit(value):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(value, weights, strict=True))
    return "10X98765432"[total % 11]


def identities(page, parts, head, tail, places, value, shape):
    start, end = places[0], places[-1] + 1
    hold = page, parts, head, tail
    if len(value) == 18 and born(value[6:14]):
        yield from eighteen(hold, (start, end), value, places, shape)
    if len(value) == 17 and born(value[6:14]):
        cross = end
        while cross - end < 3 and page.at(cross) and page.at(cross) in SEPARATORS:
            cross += 1
        after = page.at(cross + 1)
        alone = not (after and (letters(after) or after in "0123456789"))
        if page.at(cross) and page.at(cross) in "Xx×" and alone:
            yield from eighteen(hold, (start, cross + 1), value + "X", places, shape)
    if len(value) == 15 and province(value) and shape in ((15,), (6, 6, 3)):
        year, month, day = (int(value[at : at + 2]) for at in (6, 8, 10))
        if is_date(1900 + year, month, day):
            score = edged(*hold, start, end, 0.3, places)
            yield start, end, "CN_ID_CARD", score, (IDENTITY,), places, False, hangs(parts, head)
    if shape == (12,) and province(value):
        year, month, day = (int(value[at : at + 2]) for at in (4, 6, 8))
        before = page.plain[max(0, start - 3) : start]
        fourth = page.at(start - 4)
        alone = not (fourth and (letters(fourth) or fourth in "0123456789"))
        if (
            is_date(1900 + year, month, day)
            and len(before) == 3
            and all(map(letters, before))
            and alone
        ):
            score = edged(*hold, start - 3, end, 0.4, places)
            yield (
                start - 3,
                end,
                "CN_FOREIGN_PR_CARD",
                score,
                (PERMIT,),
                places,
                False,
                hangs(parts, head),
            )


def eighteen(hold, span, value, places, shape):
    start, end = span
    permit = value[:2] in set(listed(load("numbers")["residence"])) and value[2:6] == "0000"
    own: tuple[str, ...] = (IDENTITY,)
    if check_digit(value[:17]) == value[17]:
        kind = "CN_RESIDENCE_PERMIT" if permit else "CN_ID_CARD" if province(value) else ""
        if value[0] == "9":
            kind = "CN_FOREIGN_PR_CARD"
        if not kind:
            return
        own = (IDENTITY,) if kind == "CN_ID_CARD" else (IDENTITY, PERMIT)
        score = edged(*hold, start, end, 0.95, places, firm=True)
        yield start, end, kind, score, own, places, False, hangs(*hold[1:3])
    elif province(value):
        last = len(places) - 14
        shapes = {
            (14 + last,): 0.35, (6, 8, last): 0.35, (6, 4, 4, last): 0.35,
            (6, 8 + last): 0.3, (14, last): 0.3, (3, 3, 4, 4, last): 0.3,
        }  # fmt: skip
        if shape in shapes:
            score = edged(*hold, start, end, shapes[shape], places)
            yield start, end, "CN_ID_CARD_UNCHECKED", score, own, places, False, hangs(*hold[1:3])


def luhn(value):
    total = 0
    for place, digit in enumerate(reversed(value)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def issued(value):
    weight = 0
    for entry in load("numbers")["cards"]:
        if len(value) in entry["lengths"] and any(map(value.startswith, listed(entry["lead"]))):
            weight = entry["weight"]
    return weight


def cards(page, parts, head, tail, places, value, shape):
    length, weight, right = len(value), issued(value), luhn(value)
    day = value[:8]
    dated = "2000" <= day[:4] < "2100" and is_date(int(day[:4]), int(day[4:6]), int(day[6:]))
    if not weight and dated:
        return
    if length == 18 and weight != 1 and province(value) and born(value[6:14]):
        return
    if not right and length < 16:
        return
    start, end = places[0], places[-1] + 1
    form = card_shape(length, shape)
    alone = head == 0 and tail == len(parts) - 1
    if not form and right and weight and alone:
        form = 0.6
    checked = 0.35 + 0.45 * weight if weight else 0.2
    unchecked = 0.3 if weight else 0.16
    base = checked if right else unchecked
    if not form:
        return
    score = edged(page, parts, head, tail, start, end, base * form, places)
    kind = "BANK_CARD" if right else "BANK_CARD_UNCHECKED"
    yield start, end, kind, score, (CARD,), places, not right or not weight, hangs(parts, head)


def card_shape(length, shape):
    fours = (4,) * (length // 4) + ((length % 4,) if length % 4 else ())
    known = {(length,), (1,) * length, fours, (6, length - 6), (4, length - 4)}
    if length in (14, 15):
        known.add((4, 6, length - 10))
    if length == 16:
        known.add((8, 8))
    return 1 if shape in known else 0


def credit_codes(page):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for start in range(len(page.plain) - 17):
        code = page.plain[start : start + 18].upper()
        beside = page.at(start - 1) + page.at(start + 18)
        if any(letters(char) or char in "0123456789" for char in beside):
            continue
        if not page.plain[start : start + 18].isascii() or any(
            char not in alphabet for char in code
        ):
            continue
        total = sum(alphabet.index(char) * pow(3, nth, 31) for nth, char in enumerate(code[:17]))
        if code[0] == "0" or not code[1:8].isdigit() or alphabet[-total % 31] != code[17]:
            continue
        bodies = set(map(str, load("numbers")["organisations"]))
        if code[:2] not in bodies or not province(code[2:]):
            continue
        score = 0.45 if code.isdigit() else 0.9
        yield start, start + 18, "CN_USCC", score, (ORGANISATION,), [start], False, False


def context_words():
    facts = load("context")
    zh = [(word, group) for group, words in facts["zh"].items() for word in words]
    en = [(word[:8], group) for group, words in facts["en"].items() for word in words]
    return zh, en


def words_between(page, first, after):
    """Return (end, start, groups) of the words in a stretch of text."""
    zh, en = context_words()
    found: dict[tuple[int, int], set[str]] = {}
    for word, group in zh:
        place = page.plain.find(word, first, after)
        while place >= 0:
            found.setdefault((place + len(word), -place), set()).add(group)
            place = page.plain.find(word, place + 1, after)
    for place in range(first, after):
        if letters(page.at(place)) and not (page.at(place - 1) and letters(page.at(place - 1))):
            word = page.word(place, 1)
            for known, group in en:
                if known.lower() == word and place + len(word) <= after:
                    found.setdefault((place + len(word), -place), set()).add(group)
    return [(end, -start, groups) for (end, start), groups in found.items()]


def weighed(page, start, end, kind, score, own, needs, hanging):
    if score <= 0:
        return None
    facts = load("context")
    reach, weights = facts["reach"], facts["weights"]
    before = words_between(page, 0, start)
    shift = 0.0
    if before:
        last, first, groups = max(before, key=lambda word: (word[0], -word[1]))
        groups = groups if first >= start - reach["before"] else set()
        between = page.plain[last:start]
        near = len(between) <= reach["other"]
        used = any(between[at : at + 4].isdigit() and len(between[at : at + 4]) == 4
                   and between[at : at + 4].isascii() for at in range(len(between)))  # fmt: skip
        if groups & set(own) and not hanging:
            shift = weights["own"]
        elif groups == {"other"} and near and not used:
            shift = weights["other"]
    if not shift:
        behind = words_between(page, end, min(len(page.plain), end + reach["after"]))
        if behind:
            first = min(word[0] for word in behind)
            longest = min(word for word in behind if word[0] == first)
            if longest[2] & set(own):
                shift = weights["after"]
    if needs and shift <= 0:
        return None
    score = min(max(round(score + shift, 3), 0), 1)
    return (start, end, kind, score) if score >= 0.1 - 1e-7 else None
