"""Is the first plan of the demo company one that its communications director would recognise?"""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document as open_docx

from assistant.app import Assistant, build
from assistant.knowledge.intake import uploads_from
from assistant.people import add_demo_cast
from assistant.plan.plan import Plan
from assistant.plan.plans import Plans
from assistant.prompts import load_prompts
from assistant.settings import Settings
from assistant.shipping import shipped
from assistant.writing import TemplateWriter

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    def at() -> datetime:
        return datetime.fromisoformat(f"{TODAY}T08:00:00+00:00")

    assistant = build(Settings(data=tmp_path_factory.mktemp("plan"), company="Ljungsjö Mejeri AB"), at)
    for _ in assistant.library.add(uploads_from([shipped("knowledge", "demo")]), "test"):
        pass
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def plans(company: Assistant) -> Plans:
    writer = TemplateWriter(load_prompts(shipped("prompts")))
    return Plans(company.database, company.library, company.method, company.clock, writer, "Ljungsjö Mejeri AB")


@pytest.fixture(scope="module")
def plan(company: Assistant, plans: Plans) -> Plan:
    anna = add_demo_cast(company.people)[0]
    steps = list(plans.draft(anna, "sv"))
    assert [step.done for step in steps if step.stage == "drafting"] == list(range(1, 36))
    found = plans.latest()
    assert found is not None and found.finished
    return found


@pytest.mark.parametrize(
    ("section", "fact"),
    [
        ("A2", "@ljungsjo_press"),
        ("A5", "3 gånger normal volym under 60 minuter"),
        ("B3", "Krisledningen aktiveras av kommunikationschefen, VD eller kvalitetschefen."),
        ("B5", "inom 2 timmar"),
        ("B5", "30 dagar och därefter omprövas"),
        ("B6", "4 arbetstimmar"),
        ("B6", "5 000 kr"),
        ("B7", "08-465 004 90"),
        ("B9", "72 timmar"),
        ("B9", "sparas i 90 dagar"),
        ("C2", "070-174 06 50"),
        ("C3", "VD, kommunikationschefen och chefsjuristen tillsammans"),
        ("C4", "pausas inom 15 minuter"),
        ("C4", "Bekräfta uppgiften från två källor"),
        ("D1", "10 arbetsdagar"),
        ("D4", "medietränas var 18:e månad"),
    ],
)
def test_the_company_s_rules_stand_where_they_belong(plan: Plan, section: str, fact: str) -> None:
    found = plan.section(section)
    assert found is not None
    assert any(fact in statement.text for statement in found.statements), [one.text for one in found.statements]


def test_all_four_parts_have_something_cited(plan: Plan) -> None:
    cited = {section.part for section in plan.sections if section.statements}
    assert cited >= {1, 2, 3, 4}
    assert sum(len(section.statements) for section in plan.sections) > 100


def test_nothing_is_quoted_from_a_document_that_is_not_in_force(plan: Plan) -> None:
    for section in plan.sections:
        for citation in section.citations():
            assert citation.passage.is_current(TODAY), citation.text
    text = "".join(statement.text for section in plan.sections for statement in section.statements)
    assert "arknadschefen" not in text and "högsta standard" not in text
    assert any("Krisplan för sociala medier 2023" in remark.text for one in plan.sections for remark in one.outdated)


def test_what_the_company_has_not_written_is_asked_for(plan: Plan) -> None:
    asked = {(section.id, question.field) for section in plan.sections for question in section.open_questions}
    assert {("A0", "Beslutad av (roll)"), ("A4", "Skalor i ord"), ("C9", "Ett budskap, en avsändare")} <= asked


def test_the_industry_and_the_company_s_own_incidents_shape_the_risks(plan: Plan) -> None:
    register = plan.section("A4")
    assert register is not None
    happened = {risk.event for risk in register.risks if risk.happened}
    assert happened == {"Felmärkning, allergen saknas i märkningen", "Film på djurhållning", "Kapat konto"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_word_file_opens_in_both_languages(plans: Plans, plan: Plan, language: str) -> None:
    word = open_docx(BytesIO(plans.export_docx(plan.id, "en" if language == "en" else "sv")))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert ("UTKAST – EJ GODKÄND" if language == "sv" else "DRAFT – NOT APPROVED") in text
    assert ("Utan språkmodell: utdrag och mallar" if language == "sv" else "Without a language model") in text
    assert len([paragraph for paragraph in word.paragraphs if paragraph.style.name == "Heading 2"]) == 36
