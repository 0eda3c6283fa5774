"""Does a text on product safety use words that make the risk look smaller?"""

from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding
from assistant.guards.wordings import hits
from assistant.method import Method

RULE = "R06"
_CATEGORY = "product_safety"


def recall_words(draft: Draft, method: Method) -> Iterator[Finding]:
    rule = method.rule(RULE)
    if draft.category == _CATEGORY and draft.level >= rule.limits["from_level"]:
        for code in rule.lists:
            yield from hits(draft, method, rule, method.phrase_list(code))
