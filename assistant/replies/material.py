"""What may a reply to this incident be made of, and where in the documents does each piece stand?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from assistant.incidents.desk import Desk
from assistant.incidents.incident import Incident
from assistant.knowledge.documents import Citation
from assistant.knowledge.evidence import find_evidence
from assistant.knowledge.words import STOP_WORDS
from assistant.language import Language, Said, clock
from assistant.personal.contacts import Contact, contacts_in
from assistant.statements.finding import Statement

_ASK = {
    "sv": re.compile(
        r"^Be (?:kunden|personen|användaren|den som (?:skriver|frågar|hör av sig))(?: att)? (?P<rest>.+)$", re.S
    ),
    "en": re.compile(r"^Ask (?:the customer|the person|the user|them|the poster)(?: to)? (?P<rest>.+)$", re.S),
}
_PLEASE = Said("Vi ber dig {rest}", "Please {rest}")
_INTERNAL = re.compile(r"\bjour|\blarm|on-call|\bduty\b|\bintern\b|\binternal\b", re.IGNORECASE)
_HOW_TO_REACH = Said("Hur når kunderna oss på e-post eller telefon?", "How do customers reach us by e-mail or phone?")
_WHO_SIGNS = Said("Hur signerar vi svar på nivå {level}?", "How do we sign replies at level {level}?")
_SIGN = re.compile(r"sign\w*|signatur|signature", re.IGNORECASE)
_NAME = r"[A-ZÅÄÖ][\w&.-]*[\w](?: [A-ZÅÄÖ][\w&.-]*[\w])*"
_SIGNED_AS = re.compile(rf"(?:signerar vi med|signeras|we sign|sign as|signed)\s+[”“\"]?(?P<name>{_NAME})")
_OURS = {"sv": {"er": "vår", "ert": "vårt", "era": "våra", "eran": "vår", "erat": "vårt"}, "en": {"your": "our"}}
_THEIRS = {
    "sv": re.compile(r"\b(er|ert|era|eran|erat) ([a-zåäö]{4,})\b", re.IGNORECASE),
    "en": re.compile(r"\b(your) ((?:[a-z]{3,} )?[a-z]{4,})\b", re.IGNORECASE),
}
_ENDS_NAME = STOP_WORDS["en"] | frozenset(
    "yesterday today tonight again last made makes gave tasted still never".split()
)
_PRODUCT_BLANK = re.compile(r"\[(?:produkt|product)\]", re.IGNORECASE)
_NEXT_BLANK = re.compile(
    r"((?:nästa besked|next update)(?: kommer| at| by)? )\[(?:klockslag|tid|time)\]", re.IGNORECASE
)
_EVERY_MINUTES = 5


@dataclass(frozen=True)
class Piece:
    """Words for the reply and the place they come from."""

    text: str
    citation: Citation


@dataclass(frozen=True)
class Material:
    """What was found; None where the documents are silent. `contact` is never an internal duty number."""

    statement: Statement | None
    statement_text: str
    request: Piece | None
    contact: Piece | None
    page: Piece | None
    organisation: Piece | None
    next_time: str | None
    is_fraud: bool

    def cited_in(self, text: str) -> tuple[Citation, ...]:
        """The places whose words stand in the text."""
        pieces = (self.request, self.contact, self.page, self.organisation)
        used = [piece.citation for piece in pieces if piece and piece.text in text]
        statement = [self.statement.citation] if self.statement and self.statement_text in text else []
        return tuple(dict.fromkeys([*statement, *used]))


def gather(desk: Desk, now: datetime) -> Material:
    """Everything the documents and the post give; `now` is local time with its zone."""
    incident = desk.incident
    statement = desk.statement if incident.level >= 2 else None
    contact, page = _ways(desk, incident.language)
    next_time = _next_time(desk, now)
    return Material(
        statement=statement,
        statement_text=_filled(statement.text, incident, next_time) if statement else "",
        request=_request(desk, incident.language),
        contact=contact,
        page=page,
        organisation=_organisation(desk),
        next_time=next_time,
        is_fraud=desk.is_fraud,
    )


def _filled(text: str, incident: Incident, next_time: str | None) -> str:
    """`[produkt]` with the poster's own word where the post names one thing only, the time of the next word with the
    deadline; every other blank stays one."""
    language = incident.language
    if next_time:
        text = _NEXT_BLANK.sub(lambda match: match[1] + next_time, text)
    found = [hit for post in incident.posts for hit in _THEIRS[language].findall(post.text)]
    named = {f"{_OURS[language][whose.lower()]} {name}" for whose, what in found if (name := _name(what.lower()))}
    if len(named) != 1 or not _PRODUCT_BLANK.search(text):
        return text
    return _PRODUCT_BLANK.sub(lambda _: next(iter(named)), text)


def _name(words: str) -> str:
    """`yoghurt yesterday` → `yoghurt`."""
    return " ".join(takewhile(lambda word: word not in _ENDS_NAME, words.split()))


def _request(desk: Desk, language: Language) -> Piece | None:
    """An instruction such as "ask the customer to send …", turned to the reader."""
    for one in desk.instructions:
        asked = _ASK[language].match(one.text)
        if asked and one.citation.passage.language == language:
            return Piece(_PLEASE.filled(rest=asked["rest"])[language], one.citation)
    return None


def _ways(desk: Desk, language: Language) -> tuple[Piece | None, Piece | None]:
    """A contact point and a page: from the instructions for the matter first, else how customers reach us."""
    told = [one.citation for one in desk.instructions]
    general = find_evidence(desk.library, _HOW_TO_REACH[language], today=desk.library.today())
    cited = [*told, *(quote.citation for quote in general.quotes)]
    ways = [(contact, citation) for citation in cited for contact in _public(citation)]
    contact = next((_piece(c, cited) for c, cited in ways if c.kind == "email"), None)
    contact = contact or next((_piece(c, cited) for c, cited in ways if c.kind == "phone"), None)
    page = next((_piece(c, citation) for c, citation in ways if c.kind == "page" and citation in told), None)
    return contact, page


def _public(citation: Citation) -> Iterator[Contact]:
    """Duty numbers for staff are not for the public."""
    for contact in contacts_in(citation.text):
        if contact.kind != "phone" or not _INTERNAL.search(citation.text):
            yield contact


def _piece(contact: Contact, citation: Citation) -> Piece:
    start, end = contact.span
    exact = replace(citation, start=citation.start + start, end=citation.start + end)
    return Piece(exact.text, citation)


def _organisation(desk: Desk) -> Piece | None:
    """The name that the brand voice signs with."""
    for level in dict.fromkeys((desk.incident.level, 4)):
        for question in (_WHO_SIGNS.filled(level=level).sv, _WHO_SIGNS.filled(level=level).en):
            for quote in find_evidence(desk.library, question, today=desk.library.today()).quotes:
                named = _SIGNED_AS.search(quote.citation.text) if _SIGN.search(quote.citation.text) else None
                if named:
                    return Piece(named["name"], quote.citation)
    return None


def _next_time(desk: Desk, now: datetime) -> str | None:
    """Now and the level's longest wait for an update, rounded down to five minutes."""
    minutes = desk.method.level(desk.incident.level).update_minutes
    if minutes is None:
        return None
    then = now + timedelta(minutes=minutes)
    return clock(then - timedelta(minutes=then.minute % _EVERY_MINUTES), desk.incident.language)
