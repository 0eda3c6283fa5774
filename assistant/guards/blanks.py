"""Are there blanks left that a person must fill in?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, finding
from assistant.language import Said
from assistant.method import Method

RULE = "blank"
BLANK = re.compile(r"\[[^\[\]\n]{1,60}\]|\{\w+\}")


def blanks(draft: Draft, _: Method) -> Iterator[Finding]:
    """`[produkt]` from an approved statement, or a slot of a phrase that nothing filled."""
    for match in BLANK.finditer(draft.text):
        message = Said(f"{match.group()} är inte ifyllt.", f"{match.group()} is not filled in.")
        cure = Said("Fyll i uppgiften eller stryk meningen.", "Fill it in or delete the sentence.")
        yield finding(draft, RULE, "stop", match.span(), message, cure)
