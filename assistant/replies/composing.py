"""In which order do phrases, statement and facts make a reply that the channel can carry?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.guards.length import measured
from assistant.incidents.incident import Incident
from assistant.knowledge.words import words
from assistant.language import Language, Said
from assistant.method import Channel, Method, Phrase
from assistant.method.phrases import Purpose
from assistant.personal.contacts import contacts_in
from assistant.replies.material import Material

_SERIOUS = 3
_SAFETY_FIRST = "product_safety"
_EVERYDAY = "none"
_RUMOUR = "misinformation"
_ANSWER = Said("[svar på frågan]", "[answer to the question]")
_SENDER = Said("[avsändare]", "[sender]")
_SAID = {
    "acknowledge": re.compile(r"^(?:tack|thank)", re.IGNORECASE),
    "concern": re.compile(r"tankar|oacceptabel|beklagar|thoughts|unacceptable|sorry", re.IGNORECASE),
    "next": re.compile(r"nästa besked|besked:|next update|updates?:", re.IGNORECASE),
    "unknown": re.compile(r"undersök|utred|granskning|look(?:ing)? into|investigat|review", re.IGNORECASE),
    "you_can": re.compile(r"\bring\b|\bät inte\b|klicka inte|\bcall\b|do not (?:eat|click)", re.IGNORECASE),
}
_DROP_FIRST: tuple[Purpose, ...] = ("unknown", "concern", "signature", "acknowledge", "next", "path")


@dataclass(frozen=True)
class Composed:
    """One sentence or paragraph of the reply; `statement` is the approved text and is never dropped."""

    purpose: Purpose | str
    text: str


def compose(incident: Incident, material: Material, method: Method, first_name: str, company: str) -> str:
    """Safety line, acknowledgement, concern, what is not known, what you can do, path, next word, signature."""
    parts = list(_parts(incident, material, method, _slots(incident, material, first_name, company)))
    if material.statement_text:
        first = incident.category == _SAFETY_FIRST or not parts or parts[0].purpose != "acknowledge"
        parts.insert(0 if first else 1, Composed("statement", material.statement_text))
    return _joined(_fitting(parts, method.channel(incident.channel), incident.level))


def _slots(incident: Incident, material: Material, first_name: str, company: str) -> dict[str, str]:
    organisation = material.organisation.text if material.organisation else company
    found = {
        "contact": material.contact.text if material.contact else "",
        "page": material.page.text if material.page else "",
        "time": material.next_time or "",
        "first_name": first_name,
        "organisation": organisation or _SENDER[incident.language],
    }
    return {name: text for name, text in found.items() if text}


def _parts(incident: Incident, material: Material, method: Method, slots: dict[str, str]) -> Iterator[Composed]:
    for part in method.phrases.parts:
        for purpose in part.purposes:
            if _is_left_out(purpose, incident, material):
                continue
            if purpose == "you_can" and (material.request or _asks(incident)):
                text = material.request.text if material.request else _ANSWER[incident.language]
                yield Composed(purpose, text)
            else:
                yield from _phrase(purpose, incident, method, slots)


def _is_left_out(purpose: Purpose, incident: Incident, material: Material) -> bool:
    """What the statement says already, what everyday matters do not need, and a second path."""
    said = material.statement_text
    everyday = incident.category == _EVERYDAY
    if purpose in _SAID and _SAID[purpose].search(said):
        return True
    if purpose == "unknown":
        return bool(said) or incident.level == 1
    if purpose == "you_can" and incident.category == _RUMOUR and not material.is_fraud:
        return True
    if purpose == "next":
        return incident.level < _SERIOUS and material.page is not None
    if purpose in ("path", "concern", "you_can"):
        has_path = purpose == "path" and bool(contacts_in(said) or _gives_path(material))
        return has_path or (everyday and not _asks(incident))
    return False


def _asks(incident: Incident) -> bool:
    """An everyday question: only a person, or a public document, can answer it."""
    return incident.category == _EVERYDAY and "?" in incident.posts[-1].text


def _gives_path(material: Material) -> bool:
    return bool(material.request and contacts_in(material.request.text))


def _phrase(purpose: Purpose, incident: Incident, method: Method, slots: dict[str, str]) -> Iterator[Composed]:
    """The first fitting sentence that claims nothing and whose blanks can all be filled."""
    for phrase in method.phrases_for(purpose, incident.level, incident.category):
        if purpose == "path" and phrase.slots == {"page"}:
            continue
        if phrase.categories == (_EVERYDAY,) and not _asks(incident):
            continue
        if not phrase.claims and phrase.slots <= set(slots):
            yield Composed(purpose, _fill(phrase, incident.language, slots))
            if purpose != "you_can" or not phrase.categories:
                return


def _fill(phrase: Phrase, language: Language, slots: dict[str, str]) -> str:
    pieces = re.split(r"\{(\w+)\}", phrase.text[language])
    return "".join(slots[piece] if number % 2 else piece for number, piece in enumerate(pieces))


def _fitting(parts: Iterable[Composed], channel: Channel, level: int) -> list[Composed]:
    """Without what the channel has no room for: the least needed goes first, the statement never."""
    kept = list(parts)
    target = channel.target_serious if level >= _SERIOUS and channel.target_serious else channel.target
    room = min((size for size in (channel.limit, target) if size is not None), default=None)
    for purpose in _DROP_FIRST:
        if room is None or measured(_joined(kept), channel) <= room:
            break
        kept = [part for part in kept if part.purpose != purpose] if len(kept) > 1 else kept
    return kept


def _joined(parts: Iterable[Composed]) -> str:
    seen: list[str] = []
    for part in parts:
        if words(part.text) and part.text not in seen:
            seen.append(part.text)
    return " ".join(seen)
