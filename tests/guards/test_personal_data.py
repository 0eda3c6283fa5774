"""Is personal data in a fixed format stopped, however it is spelt, and are own contact points let through?"""

from collections.abc import Callable

import pytest

from assistant.guards import Finding
from assistant.personal.identity_numbers import identity_numbers

Found = Callable[..., tuple[Finding, ...]]


def quoted(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.quoted for finding in findings if finding.rule == "R04"]


@pytest.mark.parametrize(
    "number",
    [
        "811218-9876",
        "19811218-9876",
        "198112189876",
        "8 1 1 2 1 8 - 9 8 7 6",
        "811218\u00a09876",
        "811218\u20119876",
        "8112\u200b18-9876",
        "８１１２１８－９８７６",
        "811278-9873",
        "4111 1111 1111 1111",
        "SE45 5000 0000 0583 9825 7466",
    ],
)
def test_identity_card_and_account_numbers_are_found_in_every_spelling(number: str, found: Found):
    assert [finding.level for finding in found(text=f"Vi har ditt nummer {number}.") if finding.rule == "R04"] == [
        "stop"
    ]


@pytest.mark.parametrize("number", ["811218-9875", "811378-9876", "1234567890123456", "2026-12-04", "2411B"])
def test_numbers_without_a_right_check_digit_are_not_identity_numbers(number: str):
    assert identity_numbers(number) == ()


@pytest.mark.parametrize("written", ["0980-319 222", "0980 319222", "+46 980 319 222", "0980-319\u00a0222"])
def test_the_company_s_own_number_is_let_through_in_every_spelling(written: str, found: Found):
    assert quoted(found(text=f"Kontakta vår kvalitetsjour {written}.")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ring Pelle på 070-123 45 67.", ["070-123 45 67"]),
        ("Skriv till pelle@privat.example.", ["pelle@privat.example"]),
        ("Du bor på Storgatan 12 B.", ["Storgatan 12 B"]),
        ("You live at 12 Elm Street.", ["12 Elm Street"]),
        ("Din order 4512-7788 är på väg.", ["4512-7788"]),
        ("Your booking number is AB12345.", ["AB12345"]),
        ("Ring 112 eller 1177, och 114 14 för anmälan.", []),
        ("Öppet 08.00-17.00 den 2026-12-04.", []),
    ],
)
def test_other_fixed_formats(text: str, told: list[str], found: Found):
    assert quoted(found(text=text)) == told
