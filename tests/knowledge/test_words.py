import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.words import (
    STOP_WORDS,
    content_words,
    fold,
    grams,
    joined_tokens,
    language_of,
    stem,
    stems,
    tokens,
    words,
)
from assistant.language import LANGUAGES


def test_words_keep_their_swedish_letters_and_lose_case_and_punctuation():
    assert words("Nivå 3: ÅTERKALLA, nu! (covid-19)") == ["nivå", "3", "återkalla", "nu", "covid", "19"]


def test_a_letter_written_as_two_characters_and_a_soft_hyphen_make_no_difference():
    assert fold("A\u030aterkal\u00adlelse") == fold("Återkallelse") == "återkallelse"


def test_inflected_forms_share_a_stem_in_both_languages():
    assert stem("planerna", "sv") == stem("planer", "sv")
    assert stem("approvals", "en") == stem("approval", "en")


def test_tokens_are_the_stem_followed_by_the_marked_groups_of_four_letters():
    assert tokens("kris", "sv") == ["kris", "#_kri", "#kris", "#ris_"]


def test_a_compound_shares_letter_groups_with_its_parts():
    assert {"#kris", "#plan"} <= set(tokens("kommunikationskrisplanering", "sv"))


def test_stop_words_are_left_out_but_a_question_of_nothing_else_keeps_them():
    assert content_words("vad är planen", "sv") == ["planen"]
    assert content_words("vad är det", "sv") == ["vad", "är", "det"]
    assert stems("The replies to customers", "en") == ["repli", "custom"]


def test_an_empty_text_has_no_tokens():
    assert tokens("") == tokens(" ?! ") == []


@pytest.mark.parametrize(
    "text",
    [
        "krisplan",
        "Vem godkänner svar på nivå 3?",
        "hur snabbt ska vi svara",
        "ar ni oppna pa lordag",
        "mögel i osten",
        "Ni är ju helt sjuka i huvudet",
        "Policy för sociala medier",
        "jourtelefon it?",
    ],
)
def test_short_swedish_is_taken_for_swedish(text: str):
    assert language_of(text) == "sv"


@pytest.mark.parametrize(
    "text",
    [
        "crisis plan",
        "Who approves replies at level 3?",
        "how fast do we answer",
        "Is your milk safe?",
        "mould in the cheese",
        "this is disgusting",
        "Recall of products",
    ],
)
def test_short_english_is_taken_for_english(text: str):
    assert language_of(text) == "en"


def test_a_text_that_tells_nothing_is_taken_for_swedish():
    assert language_of("") == language_of("12345") == language_of("🔥🔥") == "sv"


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_gives_tokens_without_spaces_that_join_and_split_again(text: str, language: str):
    found = tokens(text, language)
    assert all(token and not any(letter.isspace() for letter in token) for token in found)
    assert " ".join(found) == joined_tokens(text, language)


@given(st.text(alphabet="abcåäö", min_size=1, max_size=12), st.integers(3, 5))
def test_letter_groups_cover_the_whole_marked_word(word: str, size: int):
    found = list(grams(word, size))
    assert found[0].startswith("_") and found[-1].endswith("_")
    assert all(group in f"_{word}_" for group in found)


def test_the_languages_have_their_own_stop_words():
    assert "och" in STOP_WORDS["sv"] - STOP_WORDS["en"] and "the" in STOP_WORDS["en"] - STOP_WORDS["sv"]
