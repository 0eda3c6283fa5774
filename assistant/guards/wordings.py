"""Does the text use words that the phrase lists warn about?"""

from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, finding
from assistant.language import LANGUAGES, Said
from assistant.method import Method
from assistant.method.rules import PhraseList, Rule
from assistant.personal.plain import plain

FORBIDDEN, RELATIONSHIP, LEGAL = "R05", "R16", "R18"


def wordings(draft: Draft, method: Method) -> Iterator[Finding]:
    """Forbidden phrases, words that confirm a relationship, legal and political words; both languages always."""
    for id in (FORBIDDEN, RELATIONSHIP, LEGAL):
        rule = method.rule(id)
        for code in rule.lists:
            yield from hits(draft, method, rule, method.phrase_list(code))


def hits(draft: Draft, method: Method, rule: Rule, phrases: PhraseList) -> Iterator[Finding]:
    """One finding per place, as severe as the list is for this draft; public-body lists only for public bodies."""
    if phrases.public_body_only and not draft.public_body:
        return
    folded = plain(draft.text)
    severity = phrases.severity_in(draft.conditions(method))
    seen: set[tuple[int, int]] = set()
    for language in LANGUAGES:
        for match in phrases.found_in(folded.text, language):
            span = folded.span(match)
            if match.group() and span not in seen:
                seen.add(span)
                yield finding(draft, rule.id, severity, span, _named(phrases), rule.cure)


def _named(phrases: PhraseList) -> Said:
    return Said(f"{phrases.label.sv}.", f"{phrases.label.en}.")
