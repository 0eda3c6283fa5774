"""Does the text give away personal data in a fixed format that is not one of the company's own contact points?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Method
from assistant.personal.contacts import contacts_in, values_of
from assistant.personal.identity_numbers import identity_numbers
from assistant.personal.plain import plain

RULE = "R04"
_STREET = re.compile(
    r"\b[A-ZÅÄÖ][\w-]*(?:gatan|gata|vägen|väg|gränd|stigen|stig|torget|allén|backen|plan)\s+\d{1,4} ?[A-Ha-h]?\b"
    r"|\b\d{1,4}[A-Za-z]? [A-Z][a-z]+ (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Square)\b"
)
_REFERENCE = re.compile(
    r"\b(?:order|boknings?|booking|ärende|kund|medlems?|konto|account|customer|member|case|reference|bankgiro|plusgiro)"
    r"(?:nummer|nr|number|no)?\.?(?:\s+(?:number|no|nummer|nr|är|is))*[\s:.#]*(?P<code>[A-Z]{0,4}-?\d[\d -]{2,}\d)",
    re.IGNORECASE,
)
_KINDS = {
    "email": Said("En e-postadress", "An e-mail address"),
    "phone": Said("Ett telefonnummer", "A phone number"),
}


def personal_data(draft: Draft, method: Method) -> Iterator[Finding]:
    """Identity, card, account, phone and order numbers, e-mail and street addresses."""
    taken = list(identity_numbers(draft.text))
    for span in taken:
        yield _found(
            draft,
            method,
            span,
            Said("Ett personnummer, kort- eller kontonummer", "An identity, card or account number"),
        )
    allowed = values_of((*draft.contacts, *draft.grounds, draft.statement))
    for contact in contacts_in(draft.text):
        if contact.kind != "page" and contact.value not in allowed and not _overlaps(contact.span, taken):
            taken.append(contact.span)
            yield _found(draft, method, contact.span, _KINDS[contact.kind])
    yield from _addresses_and_references(draft, method, taken)


def _addresses_and_references(draft: Draft, method: Method, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    folded = plain(draft.text)
    own = "\n".join((*draft.contacts, *draft.grounds))
    for pattern, kind in (
        (_STREET, Said("En gatuadress", "A street address")),
        (_REFERENCE, Said("Ett order-, boknings- eller kundnummer", "An order, booking or customer number")),
    ):
        for match in pattern.finditer(folded.text):
            span = folded.span(match, "code" if pattern is _REFERENCE else 0)
            if draft.text[slice(*span)] not in own and not _overlaps(span, taken):
                yield _found(draft, method, span, kind)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _found(draft: Draft, method: Method, span: tuple[int, int], kind: Said) -> Finding:
    message = Said(
        f"{kind.sv} som inte är en av företagets kontaktvägar.",
        f"{kind.en} that is not one of the company's contact points.",
    )
    return remark(draft, method, RULE, span, message)
