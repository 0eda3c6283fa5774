"""Is every number, date, time, amount, code and page traced to a source, and nothing else let through?"""

from collections.abc import Callable

import pytest

from assistant.guards import Finding
from assistant.guards.facts import facts_in

Found = Callable[..., tuple[Finding, ...]]


def ungrounded(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.quoted for finding in findings if finding.rule == "R09"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("två timmar", [("min", "120")]),
        ("120 minutes", [("min", "120")]),
        ("24 h", [("min", "1440")]),
        ("ett dygn", [("min", "1440")]),
        ("kl. 16", [("clock", "16:00")]),
        ("by 4 pm", [("clock", "16:00")]),
        ("11.20", [("clock", "11:20")]),
        ("2026-12-04", [("date", "12-4"), ("year", "2026")]),
        ("4 december", [("date", "12-4")]),
        ("December 4", [("date", "12-4")]),
        ("5 000 kr", [("kr", "5000")]),
        ("5000 kronor", [("kr", "5000")]),
        ("14 %", [("%", "14")]),
        ("parti 2411B", [("code", "2411b")]),
        ("i morgon", [("day", "8")]),
        ("tomorrow", [("day", "8")]),
    ],
)
def test_a_fact_reads_the_same_however_it_is_written(text: str, values: list[tuple[str, str]]):
    assert [fact.value for fact in facts_in(text)] == values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vi svarar inom fyra arbetstimmar.", []),
        ("Vi svarar inom 4 timmar.", ["4 timmar"]),
        ("Vi svarar inom 5 arbetstimmar.", ["5 arbetstimmar"]),
        ("Du får 100 kr.", ["100 kr"]),
        ("Det var två dagar före.", []),
        ("Läs mer på ljungsjo.example/kontakt.", []),
        ("Läs mer på ljungsjo.example/annat.", ["ljungsjo.example/annat"]),
        ("Ring 1177 eller 113 13.", []),
        ("Vi hörs i morgon.", ["i morgon"]),
    ],
)
def test_facts_stand_in_the_policy_or_the_post_or_are_stopped(text: str, told: list[str], found: Found):
    findings = found(text=text)
    assert ungrounded(findings) == told
    assert all(finding.level == "stop" for finding in findings if finding.rule == "R09")


def test_a_deadline_that_the_system_worked_out_is_grounded(found: Found):
    assert ungrounded(found(text="Vi uppdaterar här senast kl. 11.20.")) == ["kl. 11.20"]
    assert ungrounded(found(text="Vi uppdaterar här senast kl. 11.20.", computed=("kl. 11.20",))) == []


def test_a_name_that_stands_nowhere_asks_for_a_reason(found: Found):
    named = [f for f in found(text="Det är en fråga för Trafikverket och för Konsumentkontakt.") if f.rule == "R09"]
    assert [(finding.quoted, finding.level) for finding in named] == [("Trafikverket", "reason")]
