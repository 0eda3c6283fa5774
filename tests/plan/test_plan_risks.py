"""Are risks proposed from the industry that the documents show, with the company's own history, and never invented?"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from assistant.knowledge.library import Library
from assistant.plan.plan import Section
from assistant.plan.plans import Plans

AddText = Callable[..., None]

DAIRY = {
    "1. Produkter": "Vi gör mjölk, yoghurt och ost. En ingrediens som kan ge allergi står på förpackningen bredvid "
    "bäst före-datum.",
    "2. Kontroll": "Varje parti mjölk provas i mejeriets laboratorium innan livsmedlet lämnar oss.",
}


def register(plans: Plans, by: object, industry: str = "") -> Section:
    for _ in plans.draft(by, "sv", industry):
        pass
    plan = plans.latest()
    assert plan is not None
    section = plan.section("A4")
    assert section is not None
    return section


def test_the_industry_is_taken_from_the_documents_with_a_citation(
    plans: Plans, add_text: AddText, cast: SimpleNamespace
) -> None:
    add_text("Kvalitetspolicy", DAIRY)
    section = register(plans, cast.anna)
    shown = next(statement for statement in section.statements if statement.field == "Bransch")
    assert "mjölk" in shown.text and shown.citations[0].passage.document.title == "Kvalitetspolicy"
    assert "Felmärkning, allergen saknas i märkningen" in {risk.event for risk in section.risks}


@pytest.mark.usefixtures("company")
def test_an_industry_that_does_not_show_is_asked_for(plans: Plans, cast: SimpleNamespace) -> None:
    section = register(plans, cast.anna)
    assert any(question.text.startswith("Vilken bransch är ni i") for question in section.open_questions)
    assert "Kapat konto" in {risk.event for risk in section.risks}
    assert "Felmärkning, allergen saknas i märkningen" not in {risk.event for risk in section.risks}


@pytest.mark.usefixtures("company")
def test_a_given_industry_is_used_as_it_is(plans: Plans, cast: SimpleNamespace) -> None:
    section = register(plans, cast.anna, "bank")
    assert any("nätfiske" in risk.event.lower() for risk in section.risks)
    assert not any(question.text.startswith("Vilken bransch") for question in section.open_questions)


@pytest.mark.usefixtures("company")
def test_the_company_s_own_incidents_are_cited_and_are_no_rules(
    plans: Plans, add_text: AddText, library: Library, cast: SimpleNamespace
) -> None:
    add_text(
        "Incidentgranskning: kapat konto, juni 2025",
        {
            "1. Sammanfattning": "Den 12 juni 2025 kapades vårt konto på Instagram av en utomstående.",
            "2. Svarstid": "Klagomål i sociala medier besvarades den gången först efter 3 dagar.",
        },
    )
    section = register(plans, cast.anna)
    own = [statement for statement in section.statements if statement.field == "Egna händelser"]
    assert [statement.text for statement in own] == [
        "Den 12 juni 2025 kapades vårt konto på Instagram av en utomstående."
    ]
    hacked = next(risk for risk in section.risks if risk.event == "Kapat konto")
    assert hacked.happened == own[0].citations
    plan = plans.latest()
    assert plan is not None
    complaints = plan.section("B6")
    assert complaints is not None
    assert not any("3 dagar" in statement.text for statement in complaints.statements)


@pytest.mark.usefixtures("company")
def test_scores_are_the_product_and_the_owner_is_asked_for(plans: Plans, cast: SimpleNamespace) -> None:
    section = register(plans, cast.anna, "food")
    assert 5 <= len(section.risks) <= 10
    for risk in section.risks:
        assert risk.score == risk.likelihood * risk.impact and risk.band and risk.signals
    assert [risk.score for risk in section.risks] == sorted((risk.score for risk in section.risks), reverse=True)
    assert "startvärden, inte mätningar" in section.lead
    assert any(question.text.startswith("Vilken roll äger") for question in section.open_questions)
