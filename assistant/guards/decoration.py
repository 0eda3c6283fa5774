"""Does the text wear emoji, exclamation marks, hashtags or capitals that the level does not allow?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Method

RULE = "R12"
_SERIOUS = 3
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*")
_HASHTAG = re.compile(r"(?<![\w/])#\w+")
_CAPITALS = re.compile(r"(?<![\w.@-])[A-ZÅÄÖ]{4,}(?![\w.@-])(?:[ ,!]+[A-ZÅÄÖ]{2,}(?![\w.@-]))*")
_EXCLAMATION = re.compile(r"!+")


def decoration(draft: Draft, method: Method) -> Iterator[Finding]:
    limits = method.rule(RULE).limits
    allowed = limits["emoji_level_1"] if draft.level == 1 else limits["emoji_from_level_2"]
    for match in list(_EMOJI.finditer(draft.text))[allowed:]:
        message = Said(
            f"Högst {allowed} emoji på nivå {draft.level}.", f"At most {allowed} emoji at level {draft.level}."
        )
        yield remark(draft, method, RULE, match.span(), message)
    for match in _HASHTAG.finditer(draft.text):
        yield remark(draft, method, RULE, match.span(), Said("Ingen hashtagg i svar.", "No hashtag in replies."))
    for match in _CAPITALS.finditer(draft.text):
        if match.group() not in _known(draft):
            yield remark(draft, method, RULE, match.span(), Said("Inga ord i versaler.", "No words in capitals."))
    if draft.level >= _SERIOUS:
        for match in _EXCLAMATION.finditer(draft.text):
            message = Said("Inget utropstecken i ett allvarligt ärende.", "No exclamation mark in a serious matter.")
            yield remark(draft, method, RULE, match.span(), message)


def _known(draft: Draft) -> str:
    """Abbreviations that the company itself writes are not shouting."""
    return "\n".join((*draft.grounds, *draft.contacts, draft.statement))
