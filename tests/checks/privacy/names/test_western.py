"""Rules find English names beside words that announce one, where no model is installed."""

from __future__ import annotations

import numpy as np
import pytest

from auditkit.checks.mentions import SURE
from auditkit.checks.privacy.names import KnownNames, find_people


def ruled(text: str) -> list[tuple[str, float]]:
    none = KnownNames.of((), (), ())
    found = find_people([text], np.zeros(1, np.int64), none, recognizers=())
    spans = zip(found.start, found.end, found.score, strict=True)
    return [(text[low:high], round(float(score), 2)) for low, high, score in spans]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Spoke with Orla Quillby, PTP 11/15", "Orla Quillby"),
        ("spoke w/ Orla J. Quillby today", "Orla J. Quillby"),
        ("Told Orla Quillby the balance", "Orla Quillby"),
        ("LM for Orla Quillby Jr on home line", "Orla Quillby Jr"),
        ("Wife Orla Quillby cell is off", "Orla Quillby"),
        ("co-worker: Orla O'Quill-Vane wants calls to stop", "Orla O'Quill-Vane"),
        ("Orla McQuill called in", "Orla McQuill"),
        ("Quillby, Orla prefers texts", "Quillby, Orla"),
        ("ORLA QUILLBY verified addr", "ORLA QUILLBY"),
        ("per Dr. Orla Quillby's office", "Orla Quillby"),
        ("Dear Orla Quillby, please call us", "Orla Quillby"),
        ("客户称 my name is Orla Quillby，未核实", "Orla Quillby"),
    ],
)
def test_a_name_beside_a_sign_is_found(text, name):
    assert ruled(text) == [(name, 0.7)]


def test_a_surname_with_a_title_is_no_full_name():
    assert ruled("Spoke with Mr. Quillby") == [("Mr. Quillby", 0.3)]


def test_capitals_tell_nothing_where_all_is_in_capitals():
    assert ruled("CONSUMER LOST JOB, SPOKE WITH ORLA QUILLBY PTP FRIDAY") == [
        ("LOST JOB", 0.4),
        ("ORLA QUILLBY", 0.4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Spoke with Wells Fargo Bank about it",
        "Told Human Resources to call back",
        "Consumer American Express is past due",
        "Dear Customer, Your Balance Is Due",
        "Mailed Final Notice Letter to New York",
        "Friday Morning works, per Consumer Services Dept",
        "wife@Orla.Quillby reached",
        "Called 800-555-0100, Left Message",
        "PTP Monday, NSF Friday, RPC Home Phone",
    ],
)
def test_ordinary_words_with_capitals_are_no_names(text):
    assert [name for name in ruled(text) if name[1] >= SURE] == []
