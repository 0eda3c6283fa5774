"""Are characters that nobody sees found and stopped?"""

from collections.abc import Callable

import pytest

from assistant.guards import Finding

Found = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    "letter",
    [
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u00ad",
        "\ufeff",
        "\U000e0041",
        "\x00",
        "\x07",
        "\u3164",
        "\u2800",
        "\ue000",
    ],
)
def test_an_invisible_or_direction_changing_character_is_stopped(letter: str, found: Found):
    findings = found(text=f"Tack för att du{letter} hör av dig via DM.")
    assert [finding.level for finding in findings if finding.rule == "hidden"] == ["stop"]
    assert f"{ord(letter):04X}" in findings[0].message.sv


def test_stacked_marks_are_stopped(found: Found):
    assert "hidden" in {finding.rule for finding in found(text="Ta" + "\u0301" * 40 + "ck, skicka ett DM.")}


@pytest.mark.parametrize("shown", ["å é ü", "a\u030a", "😊", "👩\u200d👧", "❤\ufe0f", "rad\nrad", "7–22 ’nej’ ”ja”"])
def test_what_can_be_seen_is_let_through(shown: str, found: Found):
    assert "hidden" not in {finding.rule for finding in found(text=f"Skicka ett DM. {shown}")}


def test_a_forbidden_phrase_is_found_behind_hidden_characters(found: Found):
    assert "R05" in {finding.rule for finding in found(text="Det är förmod\u200bligen kylen. Skicka ett DM.")}


@pytest.mark.parametrize("forged", ["www.ljungsj\u043e.example", "Ljungsjo M\u0435jeri", "b\u03b1nk"])
def test_a_letter_that_passes_for_another_is_stopped(forged: str, found: Found):
    findings = [one for one in found(text=f"Läs mer hos {forged} eller skriv i DM.") if one.rule == "hidden"]
    assert [one.level for one in findings] == ["stop"] and "U+0" in findings[0].message.en


@pytest.mark.parametrize("honest", ["25 \u03bcg", "\u03b2-glukan", "Привет", "Καλημέρα", "ljungsjö"])
def test_another_alphabet_of_its_own_is_let_through(honest: str, found: Found):
    assert "hidden" not in {one.rule for one in found(text=f"Tack, vi ser {honest} och svarar i DM.")}
