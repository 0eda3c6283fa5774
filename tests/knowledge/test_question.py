"""A question is taken apart into ideas and the kind of thing that would answer it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.knowledge.matching import contradicts, holds, match
from assistant.knowledge.question import Question, kind_of, read_question
from assistant.method.reading import load_method
from assistant.shipping import shipped

GLOSSARY = load_method(shipped("knowledge", "method")).glossary


def _read(text: str) -> Question:
    return read_question(text, GLOSSARY, lambda stem: stem in {"djur", "film"})


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hur snabbt svarar vi?", "time"),
        ("When do we train?", "moment"),
        ("Vem godkänner?", "person"),
        ("Vilket nummer har jouren?", "phone"),
        ("How many comments?", "amount"),
        ("Får vi blockera?", "yes_no"),
        ("Beskriv rutinen", "open"),
    ],
)
def test_the_kind_of_answer_is_seen_from_the_question(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_a_question_of_two_parts_asks_for_two_kinds() -> None:
    assert _read("Hur dokumenterar vi och hur länge sparas det?").kinds == ("open", "time")


def test_a_level_is_one_idea_with_its_number() -> None:
    term = next(term for term in _read("Hur snabbt svarar vi på nivå 3?").terms if term.number)
    assert match(term, "På nivå 3 svarar vi inom 30 minuter.") == 1.0
    assert match(term, "På nivå 2–4 svarar vi.") == 1.0
    assert match(term, "På nivå 1 svarar vi inom 4 timmar.") < 0.5
    assert contradicts(term, "På nivå 1 svarar vi.") and not contradicts(term, "Vid nivå 3 och 4 svarar vi.")


def test_a_sum_lies_within_a_range() -> None:
    term = next(term for term in _read("Får vi erbjuda 700 kr?").terms if term.number == "700")
    assert match(term, "Ersättning på 501–5 000 kr beslutas av chefen.") == 1.0
    assert match(term, "Ersättning på 100–500 kr beslutas av chefen.") < 0.5


def test_a_compound_is_met_by_its_parts_and_parts_by_their_compound() -> None:
    film = next(term for term in _read("budskap om en djurfilm").terms if term.label == "djurfilm")
    assert match(film, "när en film visar djur") >= 0.5
    assert match(film, "när bilden visar en bil") == 0


def test_a_term_is_met_in_the_other_language_through_the_glossary() -> None:
    term = next(term for term in _read("How long do we keep direct messages?").terms if "direct" in term.label)
    assert match(term, "Direktmeddelanden sparas i 90 dagar.") >= 0.75


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        ("time", "inom 30 minuter", True),
        ("time", "fyra arbetstimmar", True),
        ("time", "Varje borttagen kommentar", False),
        ("phone", "ring 0980-319 222", True),
        ("phone", "Godkänd 2025-10-14", False),
        ("person", "beslutas av kvalitetschefen", True),
    ],
)
def test_the_asked_kind_is_recognised_in_text(kind: str, text: str, held: bool) -> None:
    assert holds(kind, text) is held  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_asked_and_matched(text: str) -> None:
    for term in _read(text).terms:
        assert 0.0 <= match(term, text) <= 1.0
