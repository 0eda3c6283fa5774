"""Does every checkable fact of the text stand in a cited passage, the statement, the post or a confirmed fact?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.guards.facts import Fact, Value, facts_in, values_in
from assistant.language import Said
from assistant.method import Method
from assistant.personal.contacts import contacts_in, host_of, values_of
from assistant.personal.plain import plain

RULE = "R09"
_NAME = re.compile(r"(?<=[a-zåäöé,;] )[A-ZÅÄÖÉ][\w'-]+(?: [A-ZÅÄÖÉ][\w'-]+)*")
_SIGNED = re.compile(r"(?:hälsningar|wishes|regards|/)[ ,\w'&.-]{0,80}$", re.IGNORECASE)
_SIGNED_BY_NAME = 2
_NOT_NAMES = frozenset("I I'm I'll I've DM DMs OK AI ID FAQ CCTV QR PM".split())


def grounding(draft: Draft, method: Method) -> Iterator[Finding]:
    """Numbers, dates, times, amounts, codes and pages stop; a name that stands nowhere asks for a reason."""
    known = values_in((*draft.grounds, draft.statement, *draft.computed, draft.post_text))
    public = [hit.span() for number in method.public_numbers for hit in _spelt(number).finditer(draft.text)]
    for fact in facts_in(draft.text):
        if not _is_known(fact.value, known) and not any(a <= fact.span[0] and fact.span[1] <= b for a, b in public):
            yield _ungrounded(draft, method, fact)
    yield from _pages(draft, method)
    yield from _names(draft, method)


def _spelt(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d-]){number.replace(' ', chr(92) + 's?')}(?![\d-])")


def _is_known(value: Value, known: frozenset[Value]) -> bool:
    kind, written = value
    if value in known:
        return True
    if kind == "clock" and written.endswith(":00"):
        return ("number", written.removesuffix(":00")) in known
    return kind in ("number", "year") and any(written == other for _, other in known)


def _ungrounded(draft: Draft, method: Method, fact: Fact) -> Finding:
    quoted = draft.text[slice(*fact.span)]
    message = Said(f"Ogrundad uppgift: {quoted}.", f"Ungrounded fact: {quoted}.")
    return remark(draft, method, RULE, fact.span, message)


def _pages(draft: Draft, method: Method) -> Iterator[Finding]:
    own = values_of((*draft.grounds, draft.statement, *draft.contacts))
    known = own | {host_of(value) for value in own}
    for contact in contacts_in(draft.text):
        if contact.kind == "page" and contact.value not in known:
            message = Said("Adressen står inte i era dokument.", "The address does not stand in your documents.")
            yield remark(draft, method, RULE, contact.span, message)


def _names(draft: Draft, method: Method) -> Iterator[Finding]:
    known = plain("\n".join((*draft.grounds, draft.statement, draft.post_text, *draft.contacts))).text.lower()
    folded = plain(draft.text)
    signed = _SIGNED.search(folded.text) if draft.level <= _SIGNED_BY_NAME else None
    for match in _NAME.finditer(folded.text):
        if signed and match.start() >= signed.start():
            continue
        words = [w for w in match.group().split() if w not in _NOT_NAMES and _base(w) not in known]
        if words and not method.roles_named_in(match.group()) and not facts_in(match.group()):
            message = Said(f"Namnet {match.group()} står ingenstans i underlaget.",
                           f"The name {match.group()} stands nowhere in the documents.")  # fmt: skip
            yield remark(draft, method, RULE, folded.span(match), message, "name_only")


def _base(name: str) -> str:
    """Without a genitive or definite ending, so that `Hovaostens` is found in `Hovaost`."""
    return re.sub(r"(?:'s|s|en|ens|et|ets)$", "", name.lower()) or name.lower()
