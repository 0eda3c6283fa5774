"""How do people and the keys of machines look in a terminal, as text and as JSON?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.cli.terminal import as_json, line
from assistant.language import Language, Said

if TYPE_CHECKING:
    from assistant.people import Person, Token

_LINK = Said(
    "Engångslänk för {name} ({email}), gäller i 24 timmar. Där väljer personen sitt lösenord:\n{link}",
    "One-time link for {name} ({email}), valid for 24 hours. There the person chooses a password:\n{link}",
)
_NOBODY = Said(
    'Inga personer ännu. Lägg till: krisplan person add "NAMN" E-POST --role ROLL',
    'No people yet. Add one: krisplan person add "NAME" EMAIL --role ROLE',
)
_INACTIVE = Said("avaktiverad", "deactivated")
_DEPUTY = Said("{role} (som ersättare)", "{role} (as deputy)")
_NO_ROLES = Said("ingen roll", "no role")
_DEACTIVATED = Said(
    "{name} är avaktiverad: inloggningar är avslutade och godkännanden räknas inte längre.",
    "{name} is deactivated: sign-ins are ended and approvals no longer count.",
)
_REACTIVATED = Said(
    "{name} kan logga in igen, med samma roller som förut.", "{name} can sign in again, with the same roles as before."
)
_GIVEN = Said("{name} har nu rollen {role}.", "{name} now has the role {role}.")
_GIVEN_UNTIL = Said(
    "{name} har rollen {role} till och med {day}.", "{name} has the role {role} up to and including {day}."
)
_TAKEN = Said("{name} har inte längre rollen {role}.", "{name} no longer has the role {role}.")
_SECRET = Said(
    "Nyckeln {label} gäller till {day}. Hemligheten visas bara den här gången:\n{secret}",
    "The token {label} is valid until {day}. The secret is shown only this once:\n{secret}",
)
_NO_TOKENS = Said("Inga nycklar för maskiner.", "No tokens for machines.")
_REVOKED = Said("Nyckeln {label} är spärrad.", "The token {label} is revoked.")
_SCOPE = {"read": Said("läser", "reads"), "write": Said("läser och skriver", "reads and writes")}
_STATE = {
    "valid": Said("gäller till {day}", "valid until {day}"),
    "expired": Said("gick ut {day}", "expired {day}"),
    "revoked": Said("spärrad {day}", "revoked {day}"),
}


def show_link(person: "Person", link: str, language: Language) -> None:
    line(_LINK.filled(name=person.name, email=person.email, link=link)[language])


def show_people(people: Sequence["Person"], labels: Mapping[str, Said], json: bool, language: Language) -> None:
    if json:
        as_json([_facts(one) for one in people])
        return
    if not people:
        line(_NOBODY[language])
    for one in people:
        line(f"{one.id:4}  {one.name}  <{one.email}>  {_standing(one, labels, language)}")


def show_person(person: "Person", labels: Mapping[str, Said], json: bool, language: Language) -> None:
    if json:
        as_json(_facts(person))
        return
    line(f"{person.name}\n{person.email}\n{_standing(person, labels, language)}")


def show_deactivated(person: "Person", language: Language) -> None:
    line(_DEACTIVATED.filled(name=person.name)[language])


def show_reactivated(person: "Person", language: Language) -> None:
    line(_REACTIVATED.filled(name=person.name)[language])


def show_role_given(person: "Person", role: Said, until: date | None, language: Language) -> None:
    said = _GIVEN_UNTIL if until else _GIVEN
    line(said.filled(name=person.name, role=role[language], day=until)[language])


def show_role_taken(person: "Person", role: Said, language: Language) -> None:
    line(_TAKEN.filled(name=person.name, role=role[language])[language])


def show_secret(token: "Token", secret: str, language: Language) -> None:
    line(_SECRET.filled(label=token.label, day=token.expires.date(), secret=secret)[language])


def show_tokens(tokens: Sequence[tuple["Token", str]], json: bool, language: Language) -> None:
    """Each token with its state: valid, expired or revoked."""
    if json:
        as_json([_token_facts(one, state) for one, state in tokens])
        return
    if not tokens:
        line(_NO_TOKENS[language])
    for one, state in tokens:
        day = (one.revoked_at or one.expires).date()
        line(f"{one.id:4}  {one.label}  {_SCOPE[one.scope][language]}, {_STATE[state].filled(day=day)[language]}")


def show_revoked(token: "Token", language: Language) -> None:
    line(_REVOKED.filled(label=token.label)[language])


def _standing(person: "Person", labels: Mapping[str, Said], language: Language) -> str:
    said = [_role(person, role, labels, language) for role in sorted(person.roles)] or [_NO_ROLES[language]]
    return ", ".join(said if person.active else [_INACTIVE[language], *said])


def _role(person: "Person", role: str, labels: Mapping[str, Said], language: Language) -> str:
    label = labels.get(role, Said(role, role))[language]
    return _DEPUTY.filled(role=label)[language] if role in person.deputy_for else label


def _facts(person: "Person") -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "roles": sorted(person.roles),
        "deputy_for": sorted(person.deputy_for),
        "active": person.active,
    }


def _token_facts(token: "Token", state: str) -> dict[str, object]:
    return {
        "id": token.id,
        "label": token.label,
        "scope": token.scope,
        "state": state,
        "made_at": token.made_at,
        "expires": token.expires,
        "revoked_at": token.revoked_at,
        "used_at": token.used_at,
    }
