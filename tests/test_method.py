"""Is the method whole, and the same in both languages?"""

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from assistant.language import LANGUAGES, Said
from assistant.method import Method, NotInMethod, load_method
from assistant.shipping import shipped


@pytest.fixture(scope="module")
def method() -> Method:
    return load_method(shipped("knowledge", "method"))


# what the method holds


def test_the_levels_are_four_and_four_is_a_crisis(method: Method) -> None:
    assert [level.number for level in method.levels.levels] == [1, 2, 3, 4]
    assert method.level(4).label == Said("Kris", "Crisis")
    assert "1" in method.levels.direction.sv and "kris" in method.levels.direction.sv


def test_the_first_text_is_due_faster_the_higher_the_level(method: Method) -> None:
    assert [level.first_text.minutes for level in method.levels.levels] == [240, 60, 30, 20]
    assert [level.first_look.minutes for level in method.levels.levels] == [240, 30, 15, 5]
    assert [level.update_minutes for level in method.levels.levels] == [None, 240, 120, 60]


def test_the_sixteen_categories_each_stand_once_in_the_priority(method: Method) -> None:
    codes = [category.code for category in method.categories.categories]
    assert len(codes) == 16
    assert sorted(method.categories.priority) == sorted(codes)


def test_the_gravest_category_leads_when_several_fit(method: Method) -> None:
    fitting = ["customer_complaint", "product_safety", "misinformation"]
    assert method.foremost(fitting).code == "product_safety"
    assert method.foremost([]).code == "none"


def test_the_outline_has_every_section_and_field(method: Method) -> None:
    sections = method.outline.sections
    assert (len(sections), sum(section.is_must for section in sections)) == (35, 31)
    assert len(list(method.outline.every_field())) == 113
    assert method.section("C3").title.sv == "Eskalering och godkännande"
    assert method.field("C4", "steps").min == 8


def test_every_field_knows_what_to_search_for_and_whom_to_ask(method: Method) -> None:
    for section, field in method.outline.every_field():
        for language in LANGUAGES:
            assert 1 <= len(field.ask[language]) <= 3, f"{section.id}.{field.key}"
        assert method.role(field.whom).kind != "outside", f"{section.id}.{field.key}"


def test_the_library_has_66_risks_in_13_industries_and_10_for_all(method: Method) -> None:
    industries = method.risks.industries
    assert len(industries) == 13
    assert sum(len(industry.risks) for industry in industries) == 66
    assert len(method.risks.every_industry) == 10
    assert method.risk("mislabelling").score == 15


def test_a_disaster_is_never_below_an_active_plan_however_unlikely(method: Method) -> None:
    assert method.risks.band(likelihood=1, impact=5).code == "active_plan"
    assert method.risks.band(likelihood=1, impact=4).code == "accept"
    assert method.risks.band(likelihood=4, impact=4).code == "treat_now"


def test_every_score_falls_in_one_band(method: Method) -> None:
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            method.risks.band(likelihood, impact)


def test_the_score_of_a_reply_adds_up_to_a_hundred(method: Method) -> None:
    assert sum(weight.points for weight in method.rules.score.weights) == 100


def test_channel_limits_are_never_passed_off_as_checked(method: Method) -> None:
    assert len(method.channels.channels) == 12
    assert all(channel.checked_on is None for channel in method.channels.channels)
    assert method.channel("google_reviews").unit == "bytes"
    for channel in method.channels.channels:
        assert channel.limit is None or (channel.target or 0) <= channel.limit


# approval


def test_the_category_adds_its_function_to_the_approvers(method: Method) -> None:
    assert _seats(method, 3, "product_safety") == [{"comms_director"}, {"quality_manager"}]
    assert _seats(method, 3, "misinformation") == [{"comms_director"}]
    assert _seats(method, 2, "employee_misconduct") == [{"social_media_manager"}, {"hr"}]
    assert _seats(method, 3, "accident_fatality") == [{"comms_director"}, {"legal"}, {"ceo"}]


def test_a_data_breach_needs_the_ceo_from_level_four(method: Method) -> None:
    assert {"ceo"} not in _seats(method, 3, "data_breach")
    assert {"ceo"} in _seats(method, 4, "data_breach")


def test_a_level_four_text_needs_ceo_or_crisis_leader_with_communications_and_legal(method: Method) -> None:
    assert _seats(method, 4, "misinformation") == [{"ceo", "crisis_leader"}, {"comms_director"}, {"legal"}]


def _seats(method: Method, level: int, category: str) -> list[set[str]]:
    return [{role.code for role in seat} for seat in method.approvers(level, category)]


# roles in running text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("VD:n, kommunikationschefen och chefsjuristen godkänner.", ["ceo", "comms_director", "legal"]),
        ("Beslutas av konsumentkontaktchefen.", ["customer_service_head"]),
        ("Sociala medier-ansvariga meddelar HR.", ["social_media_manager", "hr"]),
        ("Dataskyddsombudets råd ska inhämtas.", ["dpo"]),
        ("The communications director, the CEO or the quality manager.", ["comms_director", "ceo", "quality_manager"]),
        ("Svar inom 24 hr.", []),
        ("Kritik står kvar.", []),
    ],
)
def test_a_text_names_its_roles_in_order(method: Method, text: str, codes: list[str]) -> None:
    assert [role.code for role in method.roles_named_in(text)] == codes


def test_no_two_roles_share_a_name(method: Method) -> None:
    owners: dict[str, str] = {}
    for role in method.roles.roles:
        for name in role.names:
            assert owners.setdefault(name.casefold(), role.code) == role.code, name


# glossary


def test_the_glossary_translates_inflected_terms(method: Method) -> None:
    assert "recall" in method.glossary.translations("återkallelsen", "sv")
    assert "medarbetare" in method.glossary.translations("employees", "en")
    assert method.glossary.translations("kvantfysik", "sv") == ()


def test_the_glossary_finds_the_longest_terms_of_a_question(method: Method) -> None:
    found = method.glossary.found_in("When are scheduled posts paused?", "en")
    assert any("schemalagda inlägg" in pair.sv for pair in found)
    assert len(method.glossary.pairs) >= 250


# rules and phrases


def test_phrase_lists_catch_what_they_are_for(method: Method) -> None:
    assert method.phrase_list("minimise").found_in("Det var bara några enstaka paket.", "sv")
    assert method.phrase_list("cond_apology").found_in("Sorry if anyone was offended.", "en")
    assert method.phrase_list("recall").found_in("En frivillig återkallelse.", "sv")
    assert not method.phrase_list("recall").found_in("Ät inte mer av produkten.", "sv")


def test_a_severity_follows_the_conditions(method: Method) -> None:
    rule = method.rule("R16")
    assert rule.severity_in(set()) == "note"
    assert rule.severity_in({"confidential_sector"}) == "stop"
    assert method.phrase_list("liability").severity_in({"no_legal_approver"}) == "stop"


def test_no_phrase_of_ours_breaks_our_own_rules(method: Method) -> None:
    for phrase in method.phrases.phrases:
        for language in LANGUAGES:
            for entry in method.rules.phrase_lists:
                assert not entry.found_in(phrase.text[language], language), (phrase.code, entry.code)
            assert "!" not in phrase.text[language]


def test_every_level_and_category_has_a_way_to_begin_and_to_sign(method: Method) -> None:
    for level in method.levels.levels:
        for category in method.categories.priority:
            assert method.phrases_for("acknowledge", level.number, category)
            assert method.phrases_for("signature", level.number, category)


def test_a_phrase_for_the_category_comes_before_a_general_one(method: Method) -> None:
    assert method.phrases_for("acknowledge", 3, "product_safety")[0].code == "ack_safety"


def test_a_sentence_that_claims_something_done_says_so(method: Method) -> None:
    done = re.compile(r"\b(vi har|är borttaget|kommer inte från oss|undersöker det nu)\b", re.IGNORECASE)
    for phrase in method.phrases.phrases:
        if done.search(phrase.text.sv) and phrase.purpose not in ("unknown",):
            assert phrase.claims or phrase.code == "ack_breach", phrase.code


# outdated wording


@pytest.mark.parametrize(
    ("code", "hit", "miss"),
    [
        ("msb", "Kontakta MSB vid kris.", "MCF (f.d. MSB) ger råd."),
        ("odr", "Se ec.europa.eu/odr för tvister.", "Länka inte till ODR."),
        ("voluntary_recall", "Vi gör en frivillig återkallelse.", "Skriv aldrig frivillig återkallelse."),
        ("level_direction", "Nivå 1 är allvarligast.", "Nivå 1 är lägst och nivå 4 är kris."),
    ],
)
def test_outdated_wording_is_found_but_not_where_it_is_disowned(method: Method, code: str, hit: str, miss: str) -> None:
    finding = next(entry for entry in method.stale.findings if entry.code == code)
    assert finding.found_in(hit)
    assert not finding.found_in(miss)


# language


def test_every_text_stands_in_both_languages_and_speaks_idiomatic_swedish(method: Method) -> None:
    texts = list(_texts(method))
    assert len(texts) > 1000
    for said in texts:
        assert said.sv.strip() and said.en.strip()
        assert "hållbudskap" not in said.sv.casefold()
        assert not re.search(r"\b(the|and|with|level)\b", said.sv), said.sv
        assert not re.search(r"[åäöÅÄÖ]", _unquoted(said.en)), said.en


def _texts(value: object) -> Iterator[Said]:
    if isinstance(value, Said):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _unquoted(text: str) -> str:
    return re.sub(r"“[^”]*”", "", text)


def test_an_unknown_code_is_an_error_for_a_person(method: Method) -> None:
    with pytest.raises(NotInMethod, match="no level called 5"):
        method.level(5)
    with pytest.raises(NotInMethod):
        method.category("weather")
