"""Who is this browser? Until sign-in exists a person is picked from a list, and a signed cookie remembers it."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from starlette.datastructures import Headers

from assistant.people import secret_in
from assistant.records.moments import Clock

__all__ = ["COOKIE", "LASTS", "PersonCookie", "local_path", "secret_in"]

COOKIE = "krisplan_person"
LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class PersonCookie:
    """`person.issued.signature`; says nothing about roles, which are read afresh for every request."""

    secret: bytes
    clock: Clock

    def seal(self, person_id: int) -> str:
        body = f"{person_id}.{int(self.clock().timestamp())}"
        return f"{body}.{self._signature(body)}"

    def person_in(self, headers: Headers) -> int | None:
        """The person id in a cookie that we signed and that has not grown old."""
        return self._opened(_cookie(headers.get("cookie", "")))

    def _opened(self, sealed: str) -> int | None:
        body, _, signature = sealed.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return None
        person_id, _, issued = body.partition(".")
        age = self.clock().timestamp() - int(issued)
        return int(person_id) if age + 60 >= 0 and age < LASTS.total_seconds() else None

    def _signature(self, body: str) -> str:
        return hmac.new(self.secret, f"krisplan/person/1\n{body}".encode(), hashlib.sha256).hexdigest()


def _cookie(header: str) -> str:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def local_path(target: str) -> str:
    """`target` when it is a path on this server, else the start page: nobody is sent elsewhere."""
    fine = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if fine else "/"
