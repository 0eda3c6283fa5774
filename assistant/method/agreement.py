"""Do the method files agree with each other: does every code that one file names stand in the other?"""

from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.language import Said
from assistant.method.method import Method

Disagreement = tuple[str, Said]

_RULES, _SECTIONS, _MUST, _FIELDS = 25, 35, 31, 113


def disagreements(method: Method) -> Iterator[Disagreement]:
    """File name and reason for each thing that does not fit, the most basic first."""
    yield from _codes_are_unique(method)
    yield from _levels_are_one_to_four(method)
    yield from _roles_exist(method)
    yield from _categories_exist(method)
    yield from _claims_fit(method)
    yield from _rules_are_whole(method)
    yield from _outline_is_whole(method)


def _codes_are_unique(method: Method) -> Iterator[Disagreement]:
    codes = {
        "levels.yaml": [level.code for level in method.levels.levels],
        "roles.yaml": [role.code for role in method.roles.roles],
        "categories.yaml": [category.code for category in method.categories.categories],
        "channels.yaml": [channel.code for channel in method.channels.channels],
        "phrases.yaml": [phrase.code for phrase in method.phrases.phrases],
        "risks.yaml": [risk.code for risk in method.risks.everything()],
        "outline.yaml": [f"{section.id}.{field.key}" for section, field in method.outline.every_field()],
        "law.yaml": [law.code for law in method.law.laws],
        "stale.yaml": [finding.code for finding in method.stale.findings],
        "moderation.yaml": [content.code for content in method.moderation.contents],
        "rules.yaml": [rule.id for rule in method.rules.rules] + [p.code for p in method.rules.phrase_lists],
    }
    for file, names in codes.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield file, Said(f"{name} står {count} gånger.", f"{name} stands {count} times.")


def _levels_are_one_to_four(method: Method) -> Iterator[Disagreement]:
    numbers = [level.number for level in method.levels.levels]
    if numbers != [1, 2, 3, 4]:
        yield (
            "levels.yaml",
            Said(
                f"nivåerna ska vara 1, 2, 3, 4 i den ordningen, inte {numbers}.",
                f"the levels must be 1, 2, 3, 4 in that order, not {numbers}.",
            ),
        )


def _roles_exist(method: Method) -> Iterator[Disagreement]:
    known = {role.code for role in method.roles.roles}
    yield from _unknown("levels.yaml", known, _roles_of_levels(method), Said("rollen", "the role"))
    yield from _unknown("categories.yaml", known, _roles_of_categories(method), Said("rollen", "the role"))
    owners = (step.owner for step in method.first_hour.steps)
    yield from _unknown("first_hour.yaml", known, owners, Said("rollen", "the role"))
    asked = (field.whom for _, field in method.outline.every_field())
    yield from _unknown("outline.yaml", known, asked, Said("rollen", "the role"))
    deciding = (law.decides for law in method.law.laws)
    yield from _unknown("law.yaml", known, deciding, Said("rollen", "the role"))


def _roles_of_levels(method: Method) -> Iterator[str]:
    for level in method.levels.levels:
        yield from (code for seat in level.approves for code in seat)
        yield from (code for extra in level.approves_also for code in extra.any_of)
        yield from level.informs


def _roles_of_categories(method: Method) -> Iterator[str]:
    for category in method.categories.categories:
        yield from (step.owner for step in category.first_actions)
        yield from (also.role for also in category.also_signs)
        yield from category.coordinate_with
        yield category.card_owner


def _claims_fit(method: Method) -> Iterator[Disagreement]:
    claims = method.claims.claims
    categories = {category.code for category in method.categories.categories}
    triggers = {trigger.code for level in method.levels.levels for trigger in level.triggers}
    codes = {claim.code for claim in claims}
    yield from _unknown("claims.yaml", categories, (c.category for c in claims), Said("kategorin", "the category"))
    used = (code for claim in claims for code in claim.triggers)
    yield from _unknown("claims.yaml", triggers, used, Said("utlösaren", "the trigger"))
    echoed = (claim.echo for claim in claims if claim.echo)
    yield from _unknown("claims.yaml", codes, echoed, Said("påståendet", "the claim"))


def _categories_exist(method: Method) -> Iterator[Disagreement]:
    known = {category.code for category in method.categories.categories}
    kind = Said("kategorin", "the category")
    yield from _unknown("categories.yaml", known, method.categories.priority, kind)
    yield from _unknown("phrases.yaml", known, (c for p in method.phrases.phrases for c in p.categories), kind)
    yield from _unknown("risks.yaml", known, (risk.category for risk in method.risks.everything()), kind)
    for code in sorted(known - set(method.categories.priority)):
        yield "categories.yaml", Said(f"{code} saknas i priority.", f"{code} is missing from priority.")


def _rules_are_whole(method: Method) -> Iterator[Disagreement]:
    rules, lists = method.rules.rules, {entry.code for entry in method.rules.phrase_lists}
    yield from _count("rules.yaml", len(rules), _RULES, Said("regler", "rules"))
    used = (code for rule in rules for code in rule.lists)
    yield from _unknown("rules.yaml", lists, used, Said("ordlistan", "the phrase list"))
    ids = {rule.id for rule in rules}
    yield from _unknown("rules.yaml", ids, method.rules.life_safety_rules, Said("regeln", "the rule"))


def _outline_is_whole(method: Method) -> Iterator[Disagreement]:
    sections, fields = method.outline.sections, list(method.outline.every_field())
    musts = sum(section.is_must for section in sections)
    yield from _count("outline.yaml", len(sections), _SECTIONS, Said("delar", "sections"))
    yield from _count("outline.yaml", musts, _MUST, Said("obligatoriska delar", "must sections"))
    yield from _count("outline.yaml", len(fields), _FIELDS, Said("fält", "fields"))
    known = {section.id for section in sections} | {f"{section.id}.{field.key}" for section, field in fields}
    gaps = (f"{gap.section}.{gap.field}" if gap.field else gap.section for gap in method.outline.critical_gaps)
    yield from _unknown("outline.yaml", known, gaps, Said("delen eller fältet", "the section or field"))
    for section, field in fields:
        if (field.type == "table") != bool(field.columns):
            place = f"{section.id}.{field.key}"
            yield (
                "outline.yaml",
                Said(f"{place}: bara tabeller har kolumner.", f"{place}: tables alone have columns."),
            )


def _count(file: str, found: int, wanted: int, kind: Said) -> Iterator[Disagreement]:
    if found != wanted:
        yield (
            file,
            Said(
                f"där ska stå {wanted} {kind.sv}, inte {found}.",
                f"there must be {wanted} {kind.en}, not {found}.",
            ),
        )


def _unknown(file: str, known: set[str], used: Iterable[str], kind: Said) -> Iterator[Disagreement]:
    for code in dict.fromkeys(used):
        if code not in known:
            yield file, Said(f"{kind.sv} {code} finns inte.", f"{kind.en} {code} does not exist.")
