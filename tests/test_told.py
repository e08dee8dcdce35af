"""What is told of a file can be told in each language."""

import json
import pickle
from collections.abc import Callable

import pytest

from survey import told as module
from survey.told import Told, as_json, from_json, said, told

CATALOGUE = {
    "row {row}: {why}": {"fi": "rivi {row}: {why}", "sv": "rad {row}: {why}"},
    "is {n:,} long": {"fi": "pituus on {n:,}", "sv": "är {n:,} lång"},
}
WORDS = told("row {row}: {why}", row=3, why=told("is {n:,} long", n=4000))


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "catalogue", lambda: CATALOGUE)


def test_words_are_english_in_a_text() -> None:
    assert WORDS == "row 3: is 4,000 long" and said(WORDS, "en") == WORDS


def test_every_part_of_a_sentence_is_translated() -> None:
    assert said(WORDS, "fi") == "rivi 3: pituus on 4\u00a0000"
    assert said(WORDS, "sv") == "rad 3: är 4\u00a0000 lång"


def test_what_has_no_translation_stays() -> None:
    assert said(told("odd {it}", it="{row}"), "fi") == "odd {row}"
    assert said("Yhtiö {x}", "fi") == "Yhtiö {x}"


@pytest.mark.parametrize("kept", [pickle.dumps, lambda one: json.dumps(as_json(one))])
def test_words_outlive_the_process_that_told_them(kept: Callable[[Told], str | bytes]) -> None:
    form = kept(WORDS)
    again = pickle.loads(form) if isinstance(form, bytes) else from_json(json.loads(form))
    assert again == WORDS and said(again, "fi") == said(WORDS, "fi")
