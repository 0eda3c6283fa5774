"""Do the company's own rules go before the product's defaults, with the place they stand?"""

import pytest
from company import Company

from assistant.incidents.level_mentions import mentions
from assistant.knowledge.intake import Upload

ILL = "Min 2-åring kräks sen i går efter er jordgubbsyoghurt. Någon mer??"


def own(incident) -> list[str]:
    return [reason.citation.text for reason in incident.level_reasons if reason.rule == "own"]


def test_an_own_rule_sets_the_level_and_the_default_is_shown_beside_it(company: Company):
    incident = company.opened(ILL, "Ja! samma yoghurt, samma här")
    assert incident.level == 3
    assert "oberoende sjukdomsrapporter" in own(incident)[0]
    assert "Standardreglerna hade gett nivå 4." in [reason.text.sv for reason in incident.level_reasons]


def test_a_rule_about_two_reports_waits_for_the_second(company: Company):
    assert not any("Två eller fler" in text for text in own(company.opened(ILL)))


def test_a_citation_is_the_stored_sentence_itself(company: Company):
    incident = company.opened("Jag ska skjuta er VD, vi vet var han bor")
    for reason in incident.level_reasons:
        if reason.citation:
            assert company.library.resolve(reason.citation.key).text == reason.citation.text


def test_a_rule_on_another_matter_is_not_used(company: Company):
    texts = own(company.opened("Hej, journalist på SVT, vi vill ha en kommentar till en intervju."))
    assert texts and all("media" in text for text in texts)


def test_an_everyday_post_takes_no_rule(company: Company):
    assert own(company.opened("Hej, finns Sjöyoghurten laktosfri?")) == []


def test_approvers_come_from_the_company_s_table(company: Company):
    incident = company.opened(ILL, "samma här")
    assert incident.approver_roles == ("comms_director", "quality_manager")
    assert "Kommunikationschefen" in incident.judged.approver_reason.citation.text
    assert company.opened("Besviken.").approver_roles == ("community_manager",)


def test_the_function_head_is_the_one_the_company_names_for_the_matter(company: Company):
    incident = company.opened("Hej, journalist på SVT, vi vill ha en kommentar till en intervju.")
    assert incident.approver_roles == ("comms_director", "ceo")


def test_without_documents_the_method_decides_and_says_so(bare: Company):
    incident = bare.opened(ILL)
    assert own(incident) == []
    assert incident.judged.approver_reason.citation is None
    assert "metoden" in incident.judged.approver_reason.text.sv


@pytest.mark.parametrize(
    ("sentence", "levels"),
    [
        ("Fråga från nationell media: minst nivå 3.", [3]),
        ("Vid nivå 3 pausas alla inlägg.", []),
        ("Nivå 3–4 kräver godkännande.", []),
        ("En fråga om miljö hanteras på nivå 2.", [2]),
        ("Level 4 if death or life-threatening injury, else 3.", [3, 4]),
        ("Level 3 (4 if injury).", [3, 4]),
    ],
)
def test_a_level_that_is_set_is_told_from_one_that_is_referred_to(
    bare: Company, sentence: str, levels: list[int], tmp_path
):
    path = tmp_path / "regel.md"
    path.write_text(f"# Plan\n\n## Regel\n\n{sentence}\n", encoding="utf-8")
    list(bare.library.add([Upload("regel.md", path)], "test"))
    (document,) = bare.library.documents()
    found = [mention.level for passage in bare.library.passages(document.id) for mention in mentions(passage)]
    assert sorted(found) == levels
