"""Measures the scan for personal data against stock Presidio on the same made-up notes.

Notes are made from a seed: what a collector writes, with identifiers of nobody planted among
amounts, dates, case and order numbers. Both sides read them in one run; a busy machine slows both
alike, so the figure to quote is the ratio.
"""

from __future__ import annotations

import argparse
import os
import random
import string
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BATCH = 10_000
SAMPLE = 1_000
FEWER = 20_000
MEMORY = """
import re, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from benchmarks.privacy import batches
from auditkit.checks.privacy.detect import detect_stream
found = sum(len(hits) for hits in detect_stream(batches({rows}, {lang!r})))
# of this program alone: ru_maxrss would count what the one that started it held
print(int(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024, found)
"""
ZH = (
    "客户表示近期资金周转困难，承诺本周五前处理，已提醒逾期影响征信。",
    "接听人称本人外出务工，情绪平稳，愿意配合，",
    "再次核实在职情况与居住情况，对方未正面回答，",
    "已告知还款渠道，跟进计划改为下周，",
    "通话中对方提出减免申请，需上报审批，",
    "电话接通后无人应答，稍后再拨，",
    "客户称工资到账后先还最低额，",
    "经办人复核材料齐全，待法务确认，",
)
EN = (
    "Spoke with the debtor, who will review the offer and call back next week. ",
    "Left no message, the line was busy twice. ",
    "Right party confirmed the mailing address on file. ",
    "Asked for a payment plan over six months. ",
    "Promised a partial payment on Friday. ",
)
Planted = tuple[str, int, int]
"""A kind and the place of a value in its note."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note and what was planted in it."""

    text: str
    planted: tuple[Planted, ...]


def digits(rng: random.Random, count: int) -> str:
    """Return so many digits."""
    return "".join(rng.choices(string.digits, k=count))


def identity(rng: random.Random) -> str:
    """Return a resident identity number with its check digit."""
    from stdnum.cn import ric

    birth = f"{rng.randint(1950, 2004)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = f"{rng.choice((11, 32, 44, 51))}0{rng.randint(101, 999)}{birth}{digits(rng, 3)}"
    return body + ric.calc_check_digit(body + "0")


def card(rng: random.Random, lead: str = "62", length: int = 19) -> str:
    """Return a card number with its check digit."""
    from stdnum import luhn

    body = lead + digits(rng, length - len(lead) - 1)
    return body + luhn.calc_check_digit(body)


def mobile(rng: random.Random) -> str:
    """Return a mobile number, one in four written in groups."""
    number = f"1{rng.randint(3, 9)}{digits(rng, 9)}"
    between = rng.choice(("", "", "", "", "", "", " ", "-"))
    return f"{number[:3]}{between}{number[3:7]}{between}{number[7:]}"


def ssn(rng: random.Random) -> str:
    """Return a social security number of an area in use."""
    return f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"


CHINESE: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "CN_MOBILE": ("手机", mobile),
    "CN_ID_CARD": ("身份证号", identity),
    "BANK_CARD": ("卡号", card),
    "CN_LANDLINE": ("单位电话", lambda rng: f"0512-{rng.randint(2, 8)}{digits(rng, 7)}"),
    "EMAIL_ADDRESS": ("邮箱", lambda rng: f"user{digits(rng, 5)}@example.com"),
    "CN_PLATE": ("车牌", lambda rng: "苏A" + rng.choice("BCDEFGH") + digits(rng, 4)),
}
WESTERN: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "PHONE_NUMBER": ("phone ", lambda rng: f"(415) {rng.randint(200, 999)}-{digits(rng, 4)}"),
    "US_SSN": ("SSN ", ssn),
    "BANK_CARD": ("card ", lambda rng: card(rng, "4", 16)),
    "EMAIL_ADDRESS": ("email ", lambda rng: f"user{digits(rng, 5)}@example.com"),
}
NOISE_ZH: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: f"欠款{rng.randint(1000, 99999)}.{digits(rng, 2)}元，",
    lambda rng: f"案号(2024)苏0102民初{rng.randint(1, 9999)}号，",
    lambda rng: f"订单号2026{rng.randint(101, 1231):04}{digits(rng, 10)}，",
    lambda rng: f"{rng.randint(9, 20):02}:{rng.randint(10, 59)}已联系，",
)
NOISE_EN: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: f"balance ${rng.randint(100, 9999)}.{digits(rng, 2)}, ",
    lambda rng: f"ref {digits(rng, 9)}, ",
)


def note(rng: random.Random, lang: str) -> Note:
    """Return one note with two or three values planted and one number of nobody's."""
    sentences, kinds, noise = (ZH, CHINESE, NOISE_ZH) if lang == "zh" else (EN, WESTERN, NOISE_EN)
    text, planted = "", []
    for _ in range(rng.choice((2, 3))):
        text += rng.choice(sentences)
        kind = rng.choice(list(kinds))
        word, make = kinds[kind]
        value = make(rng)
        start = len(text) + len(word)
        text += f"{word}{value}" + ("，" if lang == "zh" else ", ")
        planted.append((kind, start, start + len(value)))
    return Note(text + rng.choice(noise)(rng), tuple(planted))


def notes(rows: int, lang: str, seed: int = 4) -> Iterator[Note]:
    """Return notes, the same ones for a seed."""
    rng = random.Random(f"{seed} {lang}")
    return (note(rng, lang) for _ in range(rows))


def batches(rows: int, lang: str) -> Iterator[list[str]]:
    """Return the texts of notes as a reader would hand them on, never all at once."""
    stream = notes(rows, lang)
    for first in range(0, rows, BATCH):
        yield [next(stream).text for _ in range(min(BATCH, rows - first))]


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Return the processor's seconds of the quickest round; both sides use one core."""
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def stock_presidio() -> Callable[[str], list[Planted]]:
    """Return a reader of notes by Presidio with all predefined recognizers and no model."""
    import logging

    import tldextract

    logging.disable(logging.WARNING)
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # else it asks the network
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    engine = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "no_op"}])
    engine.load()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    return lambda text: [
        (hit.entity_type, hit.start, hit.end) for hit in analyzer.analyze(text, language="en")
    ]


def found_by_us(texts: list[str]) -> list[set[Planted]]:
    """Return what the scan is sure of in each text."""
    from auditkit.checks.mentions import SURE
    from auditkit.checks.privacy.detect import detect
    from auditkit.core.kinds import VALUES

    hits = detect(texts)
    rows: list[set[Planted]] = [set() for _ in texts]
    columns = (hits.text, hits.start, hits.end, hits.kind, hits.score)
    for text, start, end, kind, score in zip(*(c.tolist() for c in columns), strict=True):
        if score >= SURE:
            rows[text].add((VALUES.names[kind], start, end))
    return rows


def recall(sample: list[Note], found: list[set[Planted]], *, any_kind: bool) -> Counter[str]:
    """Return by kind how many planted values were found, whole and as what they are (or as any)."""
    hit: Counter[str] = Counter()
    for one, hits in zip(sample, found, strict=True):
        spans = {span[1:] for span in hits}
        for value in one.planted:
            hit[value[0]] += value[1:] in spans if any_kind else value in hits
    return hit


def with_names(texts: list[str]) -> Callable[[], object]:
    """Return the reading of values and names, with 20,000 debtors that the log knows elsewhere."""
    import numpy as np

    from auditkit.checks.privacy.detect import detect
    from auditkit.checks.privacy.names import Elsewhere, KnownNames, find_people
    from auditkit.synthetic.people import name

    rng = np.random.default_rng(7)
    elsewhere = Elsewhere.of({name(rng) for _ in range(20_000)})
    known, groups = KnownNames.of((), (), (), elsewhere), np.zeros(len(texts), dtype=np.int64)
    return lambda: (detect(texts), find_people(texts, groups, known))


def with_language(texts: list[str]) -> Callable[[], object]:
    """Return the reading of values, names and everything that is said."""
    import numpy as np

    from auditkit.checks.privacy.language import read_language
    from auditkit.core.kinds import STATEMENTS

    named, speakers = with_names(texts), np.ones(len(texts), dtype=np.int8)
    kinds = frozenset(STATEMENTS.names)
    return lambda: (named(), read_language(texts, speakers, kinds=kinds, lexicons=()))


def compare(lang: str, rows: int, rounds: int) -> None:
    """Print speed and recall of both sides on the notes of one language."""
    from auditkit.checks.privacy.detect import detect

    some = list(notes(rows, lang))
    texts, sample = [one.text for one in some], some[:SAMPLE]
    detect(texts[:100])
    ours = rows / best_of(rounds, lambda: detect(texts))
    some_texts = texts[:FEWER]
    rates = {
        "with names": len(some_texts) / best_of(rounds, with_names(some_texts)),
        "with names and what is said": len(some_texts) / best_of(rounds, with_language(some_texts)),
    }
    read = stock_presidio()
    read(texts[0])
    theirs: list[set[Planted]] = []
    seconds = best_of(1, lambda: theirs.extend(set(read(one.text)) for one in sample))
    stock = len(sample) / seconds
    length = sum(map(len, texts)) / rows
    planted = Counter(value[0] for one in sample for value in one.planted)
    print(f"\n{lang}: {rows:,} notes of {length:.0f} characters, Presidio on {len(sample):,}\n")
    print("| | notes/s | times |\n|---|---|---|")
    print(f"| Presidio, all predefined recognizers | {stock:,.0f} | 1 |")
    print(f"| auditkit, values | {ours:,.0f} | {ours / stock:,.0f} |")
    for what, rate in rates.items():
        print(f"| auditkit, {what} | {rate:,.0f} | {rate / stock:,.1f} |")
    print()
    us = recall(sample, found_by_us([one.text for one in sample]), any_kind=False)
    them = recall(sample, theirs, any_kind=True)
    print("| kind | planted | auditkit | Presidio (as any kind) |\n|---|---|---|---|")
    for kind, count in sorted(planted.items()):
        print(f"| {kind} | {count} | {us[kind] / count:.1%} | {them[kind] / count:.1%} |")


def forms(each: int = 20) -> None:
    """Print by form and kind the share of numbers found between Chinese characters."""
    from tests.checks.privacy.detect.planted import FORMS, KINDS

    rng, read = random.Random(4), stock_presidio()
    heads = " | ".join(f"{kind}: auditkit | Presidio" for kind in KINDS)
    print(f"\n| written | {heads} |\n|---|{'---|---|' * len(KINDS)}")
    for form, write in FORMS.items():
        cells = []
        for kind, make in KINDS.items():
            written = [write(make(rng)) for _ in range(each)]
            some = [
                Note(f"已联系{number}本人", ((kind, 3, 3 + len(number)),)) for number in written
            ]
            us = recall(some, found_by_us([one.text for one in some]), any_kind=False)
            them = recall(some, [set(read(one.text)) for one in some], any_kind=True)
            cells += [f"{us[kind] / each:.0%}", f"{them[kind] / each:.0%}"]
        print(f"| {form} | {' | '.join(cells)} |", flush=True)


def memory(rows: int, lang: str) -> float:
    """Return the peak MiB of a process that streams so many notes."""
    program = MEMORY.format(root=str(ROOT), rows=rows, lang=lang)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return float(done.stdout.split()[0])


def main() -> None:
    """Print speed, recall and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lang", choices=("zh", "en"), action="append")
    parser.add_argument("--forms", action="store_true", help="recall by way of writing, only")
    args = parser.parse_args()
    if args.forms:
        forms()
        return
    for lang in args.lang or ("zh", "en"):
        compare(lang, args.rows, args.rounds)
    print("\n| notes in a stream | peak MiB |\n|---|---|")
    for rows in sorted({10_000, min(100_000, args.rows), args.rows}):
        print(f"| {rows:,} | {memory(rows, 'zh'):.0f} |", flush=True)


if __name__ == "__main__":
    main()
