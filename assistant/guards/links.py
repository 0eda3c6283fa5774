"""Does every link lead to a domain of the company's documents, without shorteners and tracking?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Method
from assistant.personal.contacts import Contact, contacts_in, host_of, values_of

RULE = "R10"
_SHORTENERS = frozenset(
    "bit.ly t.co tinyurl.com ow.ly is.gd buff.ly lnkd.in goo.gl rb.gy shorturl.at cutt.ly tiny.cc t.ly fb.me".split()
)
_TRACKING = re.compile(r"[?&#](?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|igsh|si)=", re.IGNORECASE)


def links(draft: Draft, method: Method) -> Iterator[Finding]:
    """Pages only; e-mail addresses are personal data's matter."""
    own = {host_of(value) for value in values_of((*draft.contacts, *draft.grounds, draft.statement))}
    for contact in contacts_in(draft.text):
        if contact.kind == "page":
            yield from _judged(draft, method, contact, own)


def _judged(draft: Draft, method: Method, page: Contact, own: set[str]) -> Iterator[Finding]:
    host = host_of(page.value)
    if host in _SHORTENERS:
        message = Said("En kortlänk döljer vart den leder.", "A shortened link hides where it leads.")
    elif not _belongs(host, own):
        message = Said(f"{host} finns inte i era dokument.", f"{host} does not stand in your documents.")
    elif _TRACKING.search(page.value):
        message = Said("Länken bär spårningsuppgifter.", "The link carries tracking data.")
    else:
        return
    yield remark(draft, method, RULE, page.span, message)


def _belongs(host: str, own: set[str]) -> bool:
    return host in own or any(host.endswith("." + domain) for domain in own)
