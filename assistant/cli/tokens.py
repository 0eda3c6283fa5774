"""Which commands make and end the keys that machines use?"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import people_printing as printing
from assistant.cli.opening import AsJson, Data, Number, database_in
from assistant.errors import NotAllowed
from assistant.settings import language_setting

if TYPE_CHECKING:
    from assistant.people import Tokens

token_app = typer.Typer(no_args_is_help=True)


class Allowed(StrEnum):
    read = "read"
    write = "write"


@token_app.command("create")
def create_token(
    label: str,
    scope: Annotated[Allowed, typer.Option("--scope")],
    days: Annotated[int, typer.Option("--days", min=1, max=365)],
    data: Data = None,
) -> None:
    with _tokens(data) as tokens:
        token, secret = tokens.create(label, scope.value, days, by=None)
        printing.show_secret(token, secret, language_setting())


@token_app.command("list")
def list_tokens(data: Data = None, as_json: AsJson = False) -> None:
    from assistant.records.moments import utc_now  # noqa: PLC0415

    with _tokens(data) as tokens:
        now = utc_now()
        listed = [
            (one, "revoked" if one.revoked_at else "expired" if one.expires <= now else "valid") for one in tokens.all()
        ]
        printing.show_tokens(listed, as_json, language_setting())


@token_app.command("revoke")
def revoke_token(token: Number, data: Data = None) -> None:
    with _tokens(data) as tokens:
        found = next((one for one in tokens.all() if one.id == token), None)
        if found is None:
            raise NotAllowed(
                sv="Den nyckeln finns inte. krisplan token list visar alla.",
                en="There is no such token. krisplan token list shows all.",
            )
        tokens.revoke(token, by=None)
        printing.show_revoked(found, language_setting())


@contextmanager
def _tokens(data: Path | None) -> Iterator["Tokens"]:
    from assistant.people import Tokens  # noqa: PLC0415  the help must not wait for the database library
    from assistant.records.moments import utc_now  # noqa: PLC0415

    with database_in(data) as database:
        yield Tokens(database, utc_now)
