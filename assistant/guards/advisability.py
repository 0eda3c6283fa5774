"""Was the advice not to reply at all?"""

from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Method

RULE = "R24"


def advisability(draft: Draft, method: Method) -> Iterator[Finding]:
    if not draft.reply_advised:
        message = Said("Rekommendationen är att inte svara.", "The advice is not to reply.")
        yield remark(draft, method, RULE, draft.everything, message)
