"""Are the phrase lists, channel limits and habits of the method held, each with its own weight?"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.guards import Finding
from assistant.guards.length import measured
from assistant.method import Method

Found = Callable[..., tuple[Finding, ...]]
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


def level_of(rule: str, findings: tuple[Finding, ...]) -> str | None:
    return next((finding.level for finding in findings if finding.rule == rule), None)


@pytest.mark.parametrize(
    "text",
    [
        "Det är förmodligen magsjuka.",
        "Det är leverantörens fel.",
        "Ingen fara, det är bara några få.",
        "Vi garanterar att det blir bra.",
        "Full återbetalning utlovas.",
        "Vi beklagar om någon har tagit illa vid sig.",
        "Inga kommentarer.",
        "It is probably the supplier's fault.",
        "Nothing to worry about.",
        "No comment.",
    ],
)
def test_forbidden_phrases_ask_for_a_reason_in_both_languages(text: str, found: Found):
    assert level_of("R05", found(text=text)) == "reason"


def test_an_admission_stops_unless_legal_is_among_the_approvers(found: Found):
    text = "Det var vårt fel. Skicka ett DM."
    assert level_of("R05", found(text=text)) == "stop"
    assert level_of("R05", found(text=text, legal_approves=True)) == "reason"


def test_recall_words_are_refused_in_a_recall_notice(found: Found):
    serious = {"level": 3, "category": "product_safety"}
    assert level_of("R06", found(text="En försiktighetsåtgärd. Ring 1177.", **serious)) == "reason"
    assert level_of("R06", found(text="Återkallelsen är en försiktighetsåtgärd. Ring 1177.", **serious)) == "stop"
    assert level_of("R06", found(text="En försiktighetsåtgärd.", level=1)) is None


def test_asking_for_personal_data_in_the_thread_stops(found: Found):
    assert level_of("R13", found(text="Skriv ditt telefonnummer här i tråden.")) == "stop"
    assert level_of("R13", found(text="Post your order number below.")) == "stop"
    assert level_of("R13", found()) is None


def test_confirming_a_relation_stops_in_a_confidential_sector(found: Found):
    text = "Tack för att du berättar om ditt besök. Skicka ett DM."
    assert level_of("R16", found(text=text)) == "note"
    assert level_of("R16", found(text=text, sector="health_care")) == "stop"


def test_a_text_that_speaks_as_an_ai_or_of_its_prompt_stops(found: Found):
    assert level_of("R19", found(text="Som en AI kan jag inte svara på det.")) == "stop"


def test_eight_words_from_the_post_ask_for_a_reason(found: Found):
    post = "Ni är skyldiga alla kunder femtusen kronor var för den sura mjölken"
    assert level_of("R19", found(text=f"Tack. {post}.", post_text=post)) == "reason"
    assert level_of("R19", found(text="Tack. Ni är skyldiga alla kunder. Skicka ett DM.", post_text=post)) is None


def test_a_text_is_stopped_at_the_channel_s_limit_and_noted_at_its_target(found: Found):
    assert level_of("R01", found(channel="x", text="Skicka ett DM. " + "a" * 270)) == "stop"
    assert level_of("R02", found(channel="x", text="Skicka ett DM. " + "a" * 230)) == "note"
    assert level_of("R01", found(channel="x", text="Skicka ett DM.")) is None


def test_each_channel_counts_in_its_own_way(method: Method):
    link = "Läs https://ljungsjo.example/en/mycket/lang/adress/som/tar/plats"
    assert measured(link, method.channel("x")) == len("Läs ") + 23
    assert measured("👩\u200d👧", method.channel("bluesky")) == 1
    assert measured("åäö", method.channel("google_reviews")) == 6
    assert measured("åäö", method.channel("facebook")) == 3


def test_the_reply_is_in_the_language_of_the_post(found: Found):
    english = "Thank you for telling us. Please send us a direct message with the shop and the date."
    assert level_of("R03", found(text=english)) == "reason"
    assert (
        level_of("R03", found(text=english, post_text="The milk was sour two days before its date. Disappointed."))
        is None
    )


def test_a_reply_says_where_to_turn(found: Found):
    assert level_of("R07", found(text="Tack för att du berättar.")) == "reason"
    assert level_of("R07", found(text="Tack för att du berättar.", category="none")) is None


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("Vi undersöker det nu. Ring 1177.", 3, "reason"),
        ("Vi undersöker det nu. Ring 1177.", 2, None),
        ("Nästa besked senast kl. 13.30. Ring 1177.", 3, None),
        ("Nästa besked senast kl. 16. Ring 1177.", 3, "reason"),
        ("Nästa besked senast kl. 11. Ring 1177.", 3, "reason"),
        ("Nästa besked senast kl. 13.30. Ring 1177.", 4, "reason"),
        ("Nästa besked på ljungsjo.example/kontakt. Ring 1177.", 4, None),
    ],
)
def test_a_serious_text_says_when_or_where_the_next_word_comes(
    text: str, level: int, expected: str | None, found: Found
):
    assert level_of("R08", found(text=text, level=level, now=NOON)) == expected


def test_emoji_hashtags_and_capitals_follow_the_level(found: Found):
    assert level_of("R12", found(text="Tack! 😊 Skicka ett DM.")) is None
    assert level_of("R12", found(text="Tack! 😊😊 Skicka ett DM.")) == "note"
    assert level_of("R12", found(text="Tack 😊 skicka ett DM.", level=2)) == "reason"
    assert level_of("R12", found(text="Tack #mjölk, skicka ett DM.")) == "note"
    assert level_of("R12", found(text="TACK FÖR ATT du skriver, skicka ett DM.")) == "note"


def test_words_of_a_replaced_statement_are_stopped(found: Found):
    old = "Alla våra gårdar är kontrollerade enligt högsta standard."
    assert level_of("R22", found(text=f"Tack. {old} Skicka ett DM.", superseded=(old,))) == "stop"


def test_a_number_lost_from_the_approved_statement_asks_for_a_reason(found: Found):
    statement = "Ring kvalitetsjouren 0980-319 222. Vid besvär, ring 1177."
    assert level_of("R14", found(text="Tack. Vid besvär, ring 1177.", statement=statement)) == "reason"
    assert level_of("R14", found(text=f"Tack. {statement}", statement=statement)) is None


def test_the_same_text_a_fourth_time_and_a_reply_that_is_advised_against_are_remarked(found: Found, draft):
    assert level_of("R15", found(earlier=(draft.text,) * 3)) == "note"
    assert level_of("R24", found(reply_advised=False)) == "reason"


@pytest.mark.parametrize("blank", ["[produkt]", "[klockslag]", "{first_name}"])
def test_a_blank_left_unfilled_stops(blank: str, found: Found):
    assert level_of("blank", found(text=f"Vi undersöker {blank} nu. Skicka ett DM.")) == "stop"
