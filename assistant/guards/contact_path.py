"""Does the text say where the reader can turn?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Method
from assistant.personal.contacts import contacts_in

RULE = "R07"
_PRIVATE = re.compile(
    r"\b(?:DM|direktmeddelande\w*|privat meddelande|direct message|private message|message us)\b", re.I
)
_SMALL_TALK = "none"


def contact_path(draft: Draft, method: Method) -> Iterator[Finding]:
    """A page, address, number (the public ones count) or the way to a private message."""
    small_talk = draft.level == 1 and draft.category == _SMALL_TALK
    named = any(number in draft.text for number in method.public_numbers)
    if small_talk or named or contacts_in(draft.text) or _PRIVATE.search(draft.text):
        return
    message = Said("Texten säger inte vart läsaren kan vända sig.", "The text does not say where the reader can turn.")
    yield remark(draft, method, RULE, draft.everything, message)
