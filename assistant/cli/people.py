"""Which commands add people, give them roles and links, and end their access?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from assistant.cli import people_printing as printing
from assistant.cli.opening import AsJson, Data, database_in, settings_with
from assistant.errors import NotAllowed
from assistant.language import Said
from assistant.settings import language_setting

if TYPE_CHECKING:
    from assistant.people import People, Person
    from assistant.records.database import Database

person_app = typer.Typer(no_args_is_help=True)
role_app = typer.Typer(no_args_is_help=True)
person_app.add_typer(role_app, name="role")

Who = Annotated[str, typer.Argument(metavar="EMAIL|NUMBER")]
Role = Annotated[str, typer.Argument(metavar="ROLE")]


class Spoken(StrEnum):
    sv = "sv"
    en = "en"


@person_app.command("add")
def add_person(
    name: str,
    email: str,
    roles: Annotated[list[str], typer.Option("--role")],
    spoken: Annotated[Spoken, typer.Option("--language")] = Spoken.sv,
    data: Data = None,
) -> None:
    for role in roles:
        _known(role)
    with _people(data) as (database, people):
        person = people.add(name, email, roles, language=spoken.value)
        printing.show_link(person, _link(database, person, data), language_setting())


@person_app.command("list")
def list_people(data: Data = None, as_json: AsJson = False) -> None:
    with _people(data) as (_, people):
        humans = [person for person in people.all() if person.kind == "human"]
        printing.show_people(humans, _labels(), as_json, language_setting())


@person_app.command("show")
def show_person(person: Who, data: Data = None, as_json: AsJson = False) -> None:
    with _people(data) as (_, people):
        printing.show_person(_found(people, person), _labels(), as_json, language_setting())


@person_app.command("deactivate")
def deactivate_person(person: Who, data: Data = None) -> None:
    with _people(data) as (_, people):
        found = _found(people, person)
        people.deactivate(found.id)
        printing.show_deactivated(found, language_setting())


@person_app.command("reactivate")
def reactivate_person(person: Who, data: Data = None) -> None:
    with _people(data) as (_, people):
        found = _found(people, person)
        people.reactivate(found.id)
        printing.show_reactivated(found, language_setting())


@person_app.command("link")
def link_person(person: Who, data: Data = None) -> None:
    with _people(data) as (database, people):
        found = _found(people, person)
        printing.show_link(found, _link(database, found, data), language_setting())


@role_app.command("give")
def give_role(
    person: Who, role: Role, until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    data: Data = None,
) -> None:  # fmt: skip
    from assistant.people import FOREVER  # noqa: PLC0415  the help must not wait for the database library

    said = _known(role)
    with _people(data) as (_, people):
        found = _found(people, person)
        people.grant(found.id, role, until=_end_of(until, settings_with(data).timezone) if until else FOREVER)
        printing.show_role_given(found, said, until.date() if until else None, language_setting())


@role_app.command("take")
def take_role(person: Who, role: Role, data: Data = None) -> None:
    said = _known(role)
    with _people(data) as (_, people):
        found = _found(people, person)
        people.revoke(found.id, role)
        printing.show_role_taken(found, said, language_setting())


@contextmanager
def _people(data: Path | None) -> Iterator[tuple["Database", "People"]]:
    from assistant.people import People  # noqa: PLC0415
    from assistant.records.moments import utc_now  # noqa: PLC0415

    with database_in(data) as database:
        yield database, People(database, utc_now)


def _found(people: "People", who: str) -> "Person":
    """By number or by e-mail address; service accounts are found by neither."""
    number = int(who) if who.isdecimal() and len(who) < 10 else None
    person = people.by_email(who) if number is None else people.load(number)
    if person is None or person.kind != "human":
        raise NotAllowed(
            sv="Den personen finns inte. krisplan person list visar alla.",
            en="There is no such person. krisplan person list shows all.",
        )
    return person


def _link(database: "Database", person: "Person", data: Path | None) -> str:
    """Where the person sets a password; the path alone when the server takes any free port."""
    from assistant.people import Invitations  # noqa: PLC0415
    from assistant.records.moments import utc_now  # noqa: PLC0415

    settings = settings_with(data)
    here = f"http://127.0.0.1:{settings.port}" if settings.port else ""
    secret = Invitations(database, utc_now).for_person(person.id, None)
    return f"{settings.public_url.rstrip('/') or here}/welcome?key={secret}"


def _end_of(day: datetime, timezone: str) -> datetime:
    """The last moment of the day, where the company is."""
    after = datetime.combine(day.date() + timedelta(days=1), time(), ZoneInfo(timezone))
    return (after - timedelta(microseconds=1)).astimezone(UTC)


def _known(role: str) -> Said:
    labels = _labels()
    if role not in labels:
        names = ", ".join(sorted(labels))
        raise NotAllowed(
            sv=f"Rollen {role} finns inte. Roller som finns: {names}.",
            en=f"There is no role {role}. Roles there are: {names}.",
        )
    return labels[role]


def _labels() -> dict[str, Said]:
    from assistant.method import load_method  # noqa: PLC0415
    from assistant.roles import roles_of  # noqa: PLC0415
    from assistant.shipping import shipped  # noqa: PLC0415

    return roles_of(load_method(shipped("knowledge", "method")))
