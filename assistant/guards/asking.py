"""Does the text ask for personal data in the open thread?"""

from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding
from assistant.guards.wordings import hits
from assistant.method import Method

RULE = "R13"


def asking(draft: Draft, method: Method) -> Iterator[Finding]:
    rule = method.rule(RULE)
    for code in rule.lists:
        yield from hits(draft, method, rule, method.phrase_list(code))
