"""Every number in a text leads to one card, and the card marks exactly the cited words."""

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.app import Assistant
from assistant.knowledge.documents import Citation, Passage
from assistant.web.sources import Sources, excerpt, standing
from assistant.web.view import View
from assistant.web.words import load_words


@pytest.fixture(scope="module")
def view(assistant: Assistant) -> View:
    return View(assistant, load_words("sv", assistant.zone))


@pytest.fixture
def passages(assistant: Assistant) -> list[Passage]:
    return [one for one in assistant.library.passages(1) if len(one.text) > 40]


def _cite(passage: Passage, start: int, end: int) -> Citation:
    return Citation(passage, passage.start + start, passage.start + end)


def test_numbers_follow_first_use_and_a_passage_has_one_card(view: View, passages):
    first, second = passages[:2]
    sources = Sources(view)
    chips = sources.chips([_cite(first, 0, 5)]) + sources.chips([_cite(second, 0, 5), _cite(first, 10, 15)])
    assert re.findall(r'href="#k-(\d)"', chips) == ["1", "2", "1"]
    cards = sources.cards()
    assert re.findall(r'<article id="k-(\d)"', cards) == ["1", "2"] and len(sources) == 2
    assert cards.count("<mark>") == 3


def test_only_what_is_cited_becomes_a_card(view: View):
    assert Sources(view).cards() == "" and Sources(view).chips([]) == ""


def test_the_marks_are_the_cited_words_and_the_rest_is_the_document(passages):
    passage = passages[0]
    shown = excerpt(passage, [_cite(passage, 3, 9), _cite(passage, 6, 14)])
    assert f"<mark>{passage.text[3:14]}</mark>" in shown
    assert re.sub(r"<[^>]+>", "", shown) == passage.text


def test_far_from_the_marks_the_text_is_cut_at_words(passages):
    words = " ".join(f"ord{n}" for n in range(400))
    passage = replace(passages[0], text=words, start=0, end=len(words))
    at, last = words.index("ord100"), words.index("ord350")
    shown = excerpt(passage, [_cite(passage, at, at + 6), _cite(passage, last, last + 6)])
    assert shown.startswith("… ord") and shown.endswith(" …") and shown.count("…") == 3
    assert set(re.findall(r"ord\d+", shown)) <= set(words.split())


def test_what_is_expired_or_due_for_review_says_so(view: View, passages):
    fresh = passages[0]
    assert standing(view, fresh) == ""
    expired = replace(fresh, document=replace(fresh.document, valid_until=date(2020, 1, 1)))
    assert "Utgånget – används inte i svar" in standing(view, expired)
    due = replace(fresh, document=replace(fresh.document, review_on=date(2020, 1, 1)))
    assert "Behöver ses över" in standing(view, due)
