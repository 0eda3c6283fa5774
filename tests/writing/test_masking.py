"""Personal details in a fixed format are masked in every spelling, and nothing else is lost or changed."""

import random
import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.writing.masking import Masked, details, mask, unmask

GAPS = ("", " ", "\u00a0", "\u202f", "\u2009", "\u200b", "\u2060", "\u00ad", "\ufeff", "\t")
DASHES = ("", "-", " - ", "\u2010", "\u2011", "\u2013", "\u2212", "\uff0d", "+", "\u00a0-", " ")
MARKS = ("[personnummer 1]", "[personnummer 2", "]", "[telefonnummer 1]")
FULL_WIDTH = str.maketrans("0123456789+-@", "０１２３４５６７８９＋－＠")


def luhn_digit(digits: str) -> str:
    doubled = (int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


@st.composite
def personal_numbers(draw: st.DrawFn, right: bool = True) -> tuple[str, str]:
    """The digits of the day of birth, in six or eight, and the last four; coordination numbers too."""
    born = draw(st.dates(date(1900, 1, 1), date(2019, 12, 31)))
    day = born.day + draw(st.sampled_from((0, 60)))
    short = f"{born:%y%m}{day:02}"
    serial = f"{draw(st.integers(0, 999)):03}"
    check = int(luhn_digit(short + serial))
    if not right:
        check = (check + draw(st.integers(1, 9))) % 10
    return draw(st.sampled_from((short, f"{born.year // 100}{short}"))), f"{serial}{check}"


@st.composite
def spelt(draw: st.DrawFn, *groups: str) -> str:
    """Groups of digits with dashes between them, every character perhaps followed by something unseen or a space."""
    gap, dash = draw(st.sampled_from(GAPS)), draw(st.sampled_from(DASHES))
    written = dash.join(gap.join(group) for group in groups)
    return written.translate(FULL_WIDTH) if draw(st.booleans()) else written


@st.composite
def cards(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=14, max_size=14))
    return body + luhn_digit(body)


@st.composite
def accounts(draw: st.DrawFn) -> str:
    body = draw(st.text("0123456789", min_size=20, max_size=20))
    check = 98 - int(body + "281400") % 97
    return f"SE{check:02}{body}"


def shown_digits(masked: Masked) -> str:
    """The digits that are left outside the marks."""
    return re.sub(r"\D", "", re.sub("|".join(map(re.escape, masked.map)) or "$^", "", masked.text))


@given(personal_numbers().flatmap(lambda parts: spelt(*parts)))
def test_a_personal_identity_number_is_masked_in_every_spelling(number: str):
    masked = mask(f"Mitt nummer är {number}, tack.")
    assert masked.text == "Mitt nummer är [personnummer 1], tack."
    assert unmask(masked.text, masked.map) == f"Mitt nummer är {number}, tack."


@given(personal_numbers(right=False).flatmap(lambda parts: spelt(*parts)))
def test_a_mistyped_one_points_at_a_person_too(number: str):
    assert shown_digits(mask(f"Mitt nummer är {number}, tack.")) == ""


@given(cards().flatmap(lambda number: spelt(*(number[n : n + 4] for n in range(0, len(number), 4)))))
def test_a_card_number_is_masked_in_every_spelling(number: str):
    assert shown_digits(mask(f"Kort {number}, tack.")) == ""


@given(accounts(), st.sampled_from(("", " ", "\u00a0", "-", "\u2011", "\u200b")), st.booleans(), st.booleans())
def test_an_account_number_is_masked_in_every_spelling(number: str, gap: str, wide: bool, small: bool):
    written = gap.join(number[n : n + 4] for n in range(0, 24, 4))
    written = written.lower() if small else written
    masked = mask(f"Konto {written.translate(FULL_WIDTH) if wide else written}, tack.")
    assert masked.text == "Konto [kontonummer 1], tack."


@given(
    st.sampled_from(("070", "+46 70", "+46(0)70", "0046 70", "(070)", "08", "0980")),
    st.text("0123456789", min_size=6, max_size=7),
    st.sampled_from((" ", "-", "\u2011", "\u00a0", "\u200b", "")),
    st.booleans(),
)
def test_a_phone_number_is_masked_in_every_spelling(area: str, rest: str, gap: str, wide: bool):
    written = f"{area}{gap}{rest[:3]}{gap}{rest[3:]}"
    assert shown_digits(mask(f"Ring {written.translate(FULL_WIDTH) if wide else written}, tack.")) == ""


@given(st.emails(domains=st.sampled_from(("mejeri.example", "post.co.uk"))), st.sampled_from(("", "\u200b", "\u00ad")))
def test_an_e_mail_address_is_masked(address: str, unseen: str):
    assume(re.fullmatch(r"[\w.+-]+@[\w.-]+", address))
    masked = mask(f"Skriv till {unseen.join(address)} nu.")
    assert masked.text == "Skriv till [e-postadress 1] nu."


@given(st.text(st.characters(exclude_categories=("Nd", "Nl", "No", "Cs"), exclude_characters="@＠﹫")))
def test_a_text_without_numbers_and_addresses_stays_as_it_is(text: str):
    assert mask(text).text == text and mask(text).map == {}


@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            personal_numbers().flatmap(lambda parts: spelt(*parts)),
            st.sampled_from(
                ("070-123 45 67", "a@b.se", "[personnummer 1]", "[personnummer 2", "]", "[telefonnummer 1]")
            ),
        ),
        max_size=8,
    ),
    st.sampled_from(("sv", "en")),
)
def test_what_is_masked_comes_back_to_the_letter(pieces: list[str], language):
    text = " ".join(pieces)
    masked = mask(text, language)
    assert unmask(masked.text, masked.map) == text


@pytest.mark.parametrize(
    "text",
    [
        "Order 8112189875 och ordernummer: 0123456789 är på väg.",
        "Your booking number is 1203154567.",
        "Bankgiro 5050-1055, plusgiro 4 15 60-6, org.nr 556677-8899.",
        "Det kostar 1 250 000 kr, eller 1.250.000,00 kr, inte 12 500:-.",
        "Öppet 08.00-17.00 och 08:00–17:00 den 2026-12-04.",
        "Bäst före 2026-11-30 12:30, batch 2411B, 2026-11-24 09.20, 20261124-20261130.",
        "Ring 112 eller 1177. Nivå 3 inom 30 minuter, 2–3 dl, 5 000 personer.",
        "Artikelnr 7310865004703 väger 1,5 kg.",
        "https://www.mejeri.example/sida/20261124",
    ],
)
def test_other_numbers_are_left_alone(text: str):
    assert mask(text).text == text


@pytest.mark.parametrize("number", ["8️⃣1️⃣1️⃣2️⃣1️⃣8️⃣9️⃣8️⃣7️⃣6️⃣", "8\u03361\u03361218-9876", "⁸¹¹²¹⁸-⁹⁸⁷⁶"])
def test_digits_in_disguise_are_digits(number: str):
    assert "[personnummer 1]" in mask(f"Mitt nummer är {number}").text


def test_a_right_number_is_masked_whatever_stands_before_it():
    assert mask("Kundnummer 811218-9876, order 070-123 45 67").text == (
        "Kundnummer [personnummer 1], order [telefonnummer 1]"
    )


def test_random_order_numbers_raise_few_false_alarms():
    """Ten digits in a row that nothing introduces: a tenth begin like a phone number, a fifteenth like a birthday."""
    chance = random.Random(3)
    numbers = [f"{chance.randrange(10**10):010}" for _ in range(10_000)]
    alone = sum(bool(details(number)) for number in numbers)
    introduced = sum(bool(details(f"Ordernummer {number}")) for number in numbers)
    assert alone < 1_800 and introduced < 220, (alone, introduced)


def test_marks_are_stable_counted_per_kind_and_spoken_in_both_languages():
    text = "811218-9876, 811218-9876, 19121212-1212, a@b.se"
    assert mask(text).text == "[personnummer 1], [personnummer 1], [personnummer 2], [e-postadress 1]"
    assert mask("Ring 070-123 45 67", "en").text == "Ring [phone number 1]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Min dotter blev magsjuk av filen!", ("magsjuk",)),
        ("My husband was in hospital with a fever.", ("hospital", "fever")),
        ("Priset är sjukt högt och sjukhusen ligger långt bort.", ()),
        ("Hon är en farlig kund i morgon.", ()),
        ("Gott!", ()),
    ],
)
def test_words_about_a_person_s_health_are_pointed_out(text: str, told: tuple[str, ...]):
    assert mask(text).health == told
