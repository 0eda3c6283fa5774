"""Does the card say what to do now, by whom and when, from the company's own documents first?"""

from datetime import timedelta

import pytest
from company import Company

from assistant.incidents.card import Card

ILL = ("Min 2-åring kräks sen i går efter er jordgubbsyoghurt. Någon mer??", "samma här")


@pytest.fixture(scope="module")
def card(company: Company) -> Card:
    return company.incidents.card(company.opened(*ILL).id)


def text_of(card: Card) -> str:
    return "\n".join(step.text for step in card.steps)


def test_there_are_at_most_seven_steps_now_and_the_rest_comes_later(card: Card):
    assert 0 < len(card.steps) <= 7 and card.later


def test_the_company_s_own_sentences_are_quoted_with_their_place(company: Company, card: Card):
    quoted = [step for step in card.steps if step.source == "policy"]
    assert len(quoted) >= 4
    for step in quoted:
        assert company.library.resolve(step.citations[0].key).text == step.text


def test_a_step_of_the_method_says_that_it_is_not_from_the_documents(card: Card):
    proposals = [step for step in (*card.steps, *card.later) if step.source == "method"]
    assert proposals
    assert all(step.label and "inte ur era dokument" in step.label.sv and not step.citations for step in proposals)


def test_the_card_alarms_pauses_answers_in_time_and_has_the_text_approved(card: Card):
    told = text_of(card)
    for expected in ("sjukdomsrapporter", "pausas", "30 minuter", "HS-01", "Kommunikationschefen"):
        assert expected in told


def test_a_time_in_the_sentence_becomes_a_clock_time(company: Company, card: Card):
    (pause,) = [step for step in card.steps if "pausas inom 15 minuter" in step.text]
    assert pause.minutes == 15
    assert pause.due == company.incidents.open_incidents()[0].opened_at + timedelta(minutes=15)


def test_roles_have_the_deputy_that_the_documents_name(card: Card):
    (approval,) = [step for step in card.steps if "Godkänns av" in step.text]
    assert (approval.role, approval.deputy) == ("comms_director", "Presschef")


def test_the_number_to_call_is_cited(card: Card):
    assert card.call[0].text == "Kvalitetsjour 0980-319 222"
    assert card.call[0].citation is not None


def test_the_card_says_what_not_to_say(card: Card):
    assert any("trolig orsak" in line.text for line in card.not_to_say)


def test_when_no_reply_is_advised_the_card_says_so_with_the_own_rule(company: Company):
    incident = company.opened("Jag ska skjuta er VD, vi vet var han bor")
    assert not incident.reply_advised
    assert "svarar inte" in text_of(company.incidents.card(incident.id))


def test_a_rumour_that_few_have_seen_is_watched_and_one_that_spreads_is_answered(company: Company):
    assert company.opened("Har hört att ni går i konkurs?").judged.reply_mode == "no_reply_monitor"
    assert company.opened("Har hört att ni går i konkurs?", reach=50_000).reply_advised


def test_what_the_documents_do_not_say_is_a_gap(bare: Company):
    card = bare.incidents.card(bare.opened(ILL[0]).id)
    assert any("godkänt första besked" in gap for gap in card.gaps)
    assert any("ersättare" in gap for gap in card.gaps)
    assert {gap.source for gap in bare.gaps.open()} == {"incident"}


def test_looking_at_a_card_again_asks_no_gap_twice(bare: Company):
    incident = bare.opened(ILL[0])
    before = [(gap.question, gap.times) for gap in bare.gaps.open()]
    bare.incidents.card(incident.id)
    assert [(gap.question, gap.times) for gap in bare.gaps.open()] == before


def test_without_documents_every_step_is_the_method_s(bare: Company):
    card = bare.incidents.card(bare.opened(ILL[0]).id, "en")
    assert {step.source for step in card.steps} == {"method"}
    assert all(step.language == "en" for step in card.steps)


def test_an_everyday_question_gets_a_short_card(company: Company):
    card = company.incidents.card(company.opened("Vilken tid öppnar ni på lördag?").id)
    assert len(card.steps) <= 4 and not card.gaps
