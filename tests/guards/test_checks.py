"""Do the guards together stop what must be stopped, and let a good reply through?"""

from collections.abc import Callable, Iterator

import pytest

from assistant.guards import GUARDS, Draft, Finding, check
from assistant.method import Method

Found = Callable[..., tuple[Finding, ...]]


def test_a_good_reply_has_no_finding(found: Found):
    assert found() == ()


def test_a_guard_that_crashes_stops_the_text(draft: Draft, method: Method):
    def crashing(_: Draft, __: Method) -> Iterator[Finding]:
        raise RuntimeError("broken")

    (finding,) = check(draft, method, [crashing])
    assert finding.level == "stop" and finding.rule == "broken:crashing"
    assert "crashing" in finding.message.sv


def test_stops_come_before_reasons_and_notes(found: Found):
    findings = found(text="Det beror nog på kylen. Ring 070-123 45 67.", level=2)
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels, key=["stop", "reason", "note"].index)
    assert {"stop", "reason"} <= set(levels)


def test_every_finding_points_at_the_words_it_is_about(found: Found):
    text = "Förmodligen är det magsjuka. Mejla pelle@privat.example eller se http://bit.ly/x."
    for finding in found(text=text, level=3, category="product_safety"):
        assert finding.quoted == text[finding.start : finding.end]


def test_every_finding_says_what_is_wrong_and_what_to_do_in_both_languages(found: Found):
    text = "GRATIS!! Vi garanterar 100 kr 🎉 #mjölk skriv ditt telefonnummer här 🎉"
    findings = found(text=text, level=3, category="product_safety", reply_advised=False)
    assert len(findings) > 5
    for finding in findings:
        assert all((finding.message.sv, finding.message.en, finding.cure.sv, finding.cure.en))


def test_an_approved_statement_used_unchanged_answers_only_to_the_life_safety_rules(found: Found):
    statement = "Ät inte mer av produkten. Kontakta vår kvalitetsjour 0980-319 222. Vid besvär, ring 1177."
    changed = found(text=statement + " Det beror nog på kylen.", statement=statement, level=3)
    assert found(text=statement, statement=statement, level=3, category="product_safety") == ()
    assert {finding.rule for finding in changed} >= {"R05", "R08"}


def test_a_statement_with_a_blank_is_stopped_even_when_used_unchanged(found: Found):
    statement = "Vi undersöker [produkt] nu. Ring 1177."
    assert [finding.rule for finding in found(text=statement, statement=statement)] == ["blank"]


def test_the_guards_have_different_names():
    assert len({guard.__name__ for guard in GUARDS}) == len(GUARDS)


@pytest.mark.parametrize("nothing", ["", " ", "\n"])
def test_an_empty_text_breaks_no_guard(found: Found, nothing: str):
    assert not [finding for finding in found(text=nothing) if finding.rule.startswith("broken")]


@pytest.mark.parametrize(
    "hostile",
    ["{__class__}", "${7*7}", "{{7*7}}", "%s%n", "\ud7ff", "a" * 8000, "(((((" * 400, "0" * 4000, "[" * 500, "å̈" * 900],
)
def test_hostile_text_breaks_no_guard(found: Found, hostile: str):
    assert not [finding for finding in found(text=hostile) if finding.rule.startswith("broken")]
