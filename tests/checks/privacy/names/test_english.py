"""English names come from an installed model, and no model is ever fetched."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from auditkit.checks.privacy.names import KnownNames, find_people
from auditkit.checks.privacy.names.english import best_of, english_recognizer, installed_models
from auditkit.core.errors import ConfigError

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """Return a pipeline that knows one name, in place of a model."""
    import spacy

    folder = tmp_path_factory.mktemp("pipeline") / "en_stand_in"
    language = spacy.blank("en")
    ruler = language.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": [{"TEXT": "Orla"}, {"TEXT": "Quillby"}]}])
    language.to_disk(folder)
    return folder


def test_a_model_finds_names_in_english_texts(pipeline):
    recognizer = english_recognizer(pipeline)
    assert recognizer is not None
    texts = ["无", "Spoke with Orla Quillby today", "客户Orla Quillby来电", "Orla"]
    found = recognizer.find(texts)
    spans = zip(found.text, found.start, found.end, strict=True)
    assert [texts[text][low:high] for text, low, high in spans] == ["Orla Quillby"] * 2
    assert found.text.tolist() == [1, 2]
    assert found.score.tolist() == pytest.approx([0.85, 0.85])


def test_a_model_joins_the_other_recognizers(pipeline):
    recognizer = english_recognizer(pipeline)
    texts = ["Spoke with Orla Quillby today", "Ｏｒｌａ　Quillby"]
    none = KnownNames.of((), (), ())
    found = find_people(texts, np.zeros(2, np.int64), none, recognizers=[recognizer])
    assert found.value == ("orla quillby",)


def test_without_a_model_there_is_no_english_recognizer():
    if best_of(installed_models()):
        pytest.skip("a model for English is installed")
    assert english_recognizer() is None


def test_a_folder_that_is_no_pipeline_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no spaCy pipeline"):
        english_recognizer(tmp_path)


def test_the_best_english_model_is_taken():
    assert best_of(["zh_core_web_trf", "en_core_web_sm", "en_core_web_lg"]) == "en_core_web_lg"
    assert best_of(["en_ours", "en_core_web_md"]) == "en_core_web_md"
    assert best_of(["zh_core_web_trf"]) == ""


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_no_model_is_ever_taken_from_the_package_index(file):
    listed = (ROOT / file).read_text(encoding="utf-8").lower()
    assert re.findall(r"[a-z]{2}[-_.]core[-_.](?:web|news)[-_.]\w+", listed) == []


def test_names_are_found_without_a_network(monkeypatch):
    import socket

    def refused(*_: object, **__: object):
        raise AssertionError("asks the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    english_recognizer()
    assert (
        len(find_people(["其母李秀英接听"], np.zeros(1, np.int64), KnownNames.of((), (), ()))) == 1
    )
