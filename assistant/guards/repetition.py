"""Has the same text been used too often in the thread?"""

from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Method

RULE = "R15"


def repetition(draft: Draft, method: Method) -> Iterator[Finding]:
    same = sum(" ".join(text.split()) == " ".join(draft.text.split()) for text in draft.earlier)
    if same >= method.rule(RULE).limits["same_text"]:
        message = Said(
            f"Samma text har redan använts {same} gånger.", f"The same text has already been used {same} times."
        )
        yield remark(draft, method, RULE, draft.everything, message)
