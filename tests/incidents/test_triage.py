"""Do claims decide, do look-alikes raise nothing, and is every level explained?"""

import pytest

from assistant.incidents.reading import Post
from assistant.incidents.triage import Assessment, assess
from assistant.method import Method, load_method
from assistant.shipping import shipped


@pytest.fixture(scope="module")
def method() -> Method:
    return load_method(shipped("knowledge", "method"))


def judged(method: Method, *texts: str, reach: int = 0) -> Assessment:
    return assess([Post(text, f"p{n}", reach) for n, text in enumerate(texts)], method, method.claims)


@pytest.mark.parametrize(
    ("text", "category", "level"),
    [
        ("Blev magsjuk efter att ha ätit er yoghurt i går.", "product_safety", 3),
        ("I got sick after eating your cheese.", "product_safety", 3),
        ("Hittade en skruv i er ost!", "product_safety", 3),
        ("My charger from you caught fire in our living room.", "product_safety", 3),
        ("Jag kan se andra kunders fakturor på er sajt.", "data_breach", 3),
        ("Your app shows me someone else's account.", "data_breach", 3),
        ("Ert konto postar krypto, är ni hackade?", "hacked_account", 3),
        ("I was refused entry because of my wheelchair.", "discrimination", 3),
        ("Er vakt slog min kompis i natt.", "employee_misconduct", 2),
        ("Er VD kallade lågutbildade för lata i en intervju.", "executive_statement", 3),
        ("Hej, journalist på SVT här, vi söker er för en kommentar.", "negative_press", 3),
        ("Bojkotta dem! Skriv under namninsamlingen.", "boycott_campaign", 3),
        ("Har hört att ni går i konkurs?", "misinformation", 2),
        ("Jag ska döda er chef, vi vet var han bor.", "threat_to_persons", 4),
        ("A worker fell at your site, ambulance here now.", "accident_fatality", 3),
        ("En man omkom på er fabrik i morse.", "accident_fatality", 4),
        ("Ert inlägg är smaklöst, ta bort det.", "own_post_backlash", 2),
        ("Er app ligger nere igen, kan inte logga in.", "service_outage", 2),
        ("Besviken på er, paketet är försenat igen.", "customer_complaint", 1),
        ("Grattis till nya butiken! 😍", "none", 1),
        ("Vilken tid öppnar ni på lördag?", "none", 1),
    ],
)
def test_each_kind_of_incident_is_recognised_by_what_is_claimed(method: Method, text: str, category: str, level: int):
    assessment = judged(method, text)
    assert (assessment.category, assessment.level) == (category, level)


@pytest.mark.parametrize(
    "text",
    [
        "Dör för er vaniljyoghurt 😍",
        "This colour is sick!! 🔥",
        "Skrattade ihjäl mig åt er reklam 😂",
        "Your new flavour is the bomb",
        "Skulle döda för en glass nu",
        "Your deals are on fire today",
        "Er glassbil räddade barnens kalas, tack!",
        "Thanks to your driver, lovely service 😊",
    ],
)
def test_figurative_and_harmless_words_raise_nothing(method: Method, text: str):
    assessment = judged(method, text)
    assert assessment.level == 1 and not assessment.escalate


def test_every_level_above_one_names_its_rule(method: Method):
    for text in ("Blev sjuk av er ost.", "Jag ska skjuta er, vet var du bor.", "Er app ligger nere."):
        assessment = judged(method, text)
        counted = [reason for reason in assessment.reasons if reason.counted and reason.level == assessment.level]
        assert counted and all(reason.rule and reason.text.sv and reason.text.en for reason in counted)


def test_a_claim_shows_the_words_it_was_recognised_by(method: Method):
    (claim,) = [one for one in judged(method, "Blev magsjuk efter er yoghurt.").reasons if one.rule == "claim:illness"]
    assert "magsjuk" in claim.words


def test_two_people_with_the_same_illness_are_two_reports_and_one_person_is_not(method: Method):
    posts = [Post("Min son kräks efter er yoghurt", "a"), Post("Samma här!", "b")]
    assert "two_independent_illness_reports" in assess(posts, method, method.claims).flags
    alone = [Post("Min son kräks efter er yoghurt", "a"), Post("Samma här!", "a")]
    assert "two_independent_illness_reports" not in assess(alone, method, method.claims).flags


def test_same_here_means_nothing_in_a_thread_without_illness(method: Method):
    assert judged(method, "Älskar er ost", "Samma här!").category == "none"


def test_children_raise_the_level_once_and_never_above_four(method: Method):
    assert judged(method, "Min dotter blev sjuk av er ost.").level == 4
    assert judged(method, "Jag ska döda er och era barn, vet var ni bor.").level == 4


def test_children_in_an_everyday_question_raise_nothing(method: Method):
    assert judged(method, "Har ni något utan socker för barn?").level == 1


def test_reach_makes_a_case_an_incident_but_praise_stays_praise(method: Method):
    assert judged(method, "Besviken på er kundtjänst.", reach=20_000).level == 2
    assert judged(method, "Älskar er nya ost!", reach=20_000).level == 1


def test_doubt_is_said_and_nothing_is_lowered(method: Method):
    assessment = judged(method, "Hot och personnummer, vad är det här?")
    assert not assessment.sure
    assert any(reason.rule.startswith("hint:") for reason in assessment.reasons)


def test_when_several_kinds_fit_the_gravest_leads_and_the_others_are_kept(method: Method):
    assessment = judged(method, "Bojkotta dem! Jag blev sjuk efter er ost.")
    assert assessment.category == "product_safety"
    assert "boycott_campaign" in assessment.others


@pytest.mark.parametrize("text", ["", " ", "💥" * 500, "a" * 60_000, "(((((" * 500, "${x} {{y}} %s \x00"])
def test_odd_posts_are_read_without_harm(method: Method, text: str):
    assert judged(method, text).level in (1, 2, 3, 4)


def test_a_post_that_no_rule_recognises_waits_for_a_person_at_level_two(method: Method):
    assessment = judged(method, "Läkaren på er klinik luktade sprit")
    assert (assessment.level, assessment.sure) == (2, False)
    assert any(reason.rule == "unrecognised" for reason in assessment.reasons)
