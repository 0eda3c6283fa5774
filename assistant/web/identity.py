"""Who is this browser or machine, and how does a browser come in and go out again?"""

from dataclasses import dataclass
from typing import Final, TypeVar

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.app import Assistant
from assistant.errors import StorageError
from assistant.people import How, Person, Scope
from assistant.people.person import unknown

_Answer = TypeVar("_Answer", bound=Response)
_POLLS: Final = ("/live/",)


def person_of(request: Request) -> Person:
    """Who asks, as the register said when this request came in. Raises NotAllowed when nobody is known."""
    person: Person | None = request.scope.get("krisplan.person")
    if person is None:
        raise unknown()
    return person


def session_of(request: Request) -> str | None:
    """The secret of the browser's session, if it sent one."""
    return request.scope.get("krisplan.session")


def scope_of(request: Request) -> Scope | None:
    """What a machine's token lets it do; None for a person in a browser."""
    return request.scope.get("krisplan.scope")


@dataclass(frozen=True)
class Known:
    """Who was found behind a request: a person by a session, a machine by a token, or nobody."""

    person: Person | None = None
    scope: Scope | None = None


@dataclass(frozen=True)
class Identities:
    """Looks up, for every request anew, what a cookie or a token is worth now."""

    assistant: Assistant

    def find(self, session: str | None, token: str | None, path: str) -> Known:
        """By the token where there is one; a cookie beside it is not looked at."""
        if token is not None:
            found = self.assistant.tokens.service_of(token)
            return Known(*found) if found else Known()
        if session is None:
            return Known()
        try:
            return Known(self.assistant.sessions.person(session, used=not path.startswith(_POLLS)))
        except StorageError:  # reading goes on when there is no room to note that it did
            return Known(self.assistant.sessions.person(session, used=False))


def cookie_name(public_url: str) -> str:
    """Browsers keep a `__Host-` cookie to this host and to encrypted connections; plain loopback cannot have it."""
    return "__Host-krisplan" if is_secure(public_url) else "krisplan_session"


def is_secure(public_url: str) -> bool:
    return public_url.startswith("https://")


def cookie_in(headers: Headers, name: str) -> str | None:
    """The cookie's value; None when it is missing, empty or sent twice, for then somebody else has set one."""
    parts = [part.strip().partition("=") for line in headers.getlist("cookie") for part in line.split(";")]
    values = [value for key, _, value in parts if key == name]
    return values[0] or None if len(values) == 1 else None


def come_in(assistant: Assistant, request: Request, person: Person, how: How, target: str) -> RedirectResponse:
    """A new session for the person, and what the browser held before is ended. Slow: writes twice."""
    before = session_of(request)
    secret = assistant.sessions.start(person.id, how)
    if before:
        assistant.sessions.end(before)
    start = target if target != "/" else f"/{person.language}/"
    answer, url = RedirectResponse(start, 303), assistant.settings.public_url
    answer.set_cookie(cookie_name(url), secret, path="/", httponly=True, secure=is_secure(url), samesite="lax")
    return answer


def go_out(assistant: Assistant, request: Request, answer: _Answer) -> _Answer:
    """The session is over on the server, whatever becomes of the cookie."""
    secret, url = session_of(request), assistant.settings.public_url
    if secret:
        assistant.sessions.end(secret)
    answer.delete_cookie(cookie_name(url), path="/", httponly=True, secure=is_secure(url), samesite="lax")
    return answer


def local_path(target: str) -> str:
    """`target` when it is a path on this server, else the start page: nobody is sent elsewhere."""
    fine = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if fine else "/"
