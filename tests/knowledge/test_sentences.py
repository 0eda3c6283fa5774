"""Sentences, items and rows are found with exact offsets."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.knowledge.sentences import _units


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aåB .!?:|\n\"'1(", max_size=300), st.integers(0, 1000))
def test_every_unit_is_a_slice_and_units_do_not_overlap(text: str, offset: int) -> None:
    end = offset
    for unit in _units(text, offset, ""):
        assert text[unit.start - offset : unit.end - offset] == unit.text
        assert unit.start >= end
        end = unit.end


def test_abbreviations_do_not_end_a_sentence() -> None:
    texts = [unit.text for unit in _units("Öppet kl. 8 varje dag, t.ex. Lördag. Ring oss sedan.", 0, "")]
    assert texts == ["Öppet kl. 8 varje dag, t.ex. Lördag.", "Ring oss sedan."]


def test_list_items_know_the_line_that_introduces_them() -> None:
    units = _units("Meddelandet ska innehålla:\nrubrik och bild\nfaran i klartext", 0, "")
    assert [unit.lead for unit in units][1:] == ["Meddelandet ska innehålla:"] * 2
