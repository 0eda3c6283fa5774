"""Which right does each address ask for? What is not declared here answers nobody."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final, Literal

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from assistant.errors import NotAllowed
from assistant.people import People
from assistant.people.person import Permission
from assistant.web.identity import person_of, scope_of

Policy = Literal["open", "signature", "signed_in"] | Permission

ROUTES: Final[Mapping[str, Policy]] = {
    "GET /": "signed_in",
    "GET /api/docs": "signed_in",
    "GET /api/documents": "read",
    "GET /api/incidents": "read",
    "GET /api/incidents/{number}": "read",
    "GET /api/openapi.json": "signed_in",
    "GET /api/plan": "read",
    "GET /api/replies": "read",
    "GET /api/replies/{number}": "read",
    "GET /api/{rest:path}": "signed_in",
    "GET /documents/{version_id}/original": "read",
    "GET /en": "signed_in",
    "GET /en/knowledge": "read",
    "GET /export/incidents.csv": "read",
    "GET /export/log.csv": "read_log",
    "GET /export/plan.docx": "read",
    "GET /favicon.ico": "open",
    "GET /health": "open",
    "GET /healthz": "open",
    "GET /live/{language}": "signed_in",
    "GET /login": "open",
    "GET /manifest.json": "open",
    "GET /readyz": "open",
    "GET /sign-in/sso": "open",
    "GET /sign-in/sso/back": "open",
    "GET /sv": "signed_in",
    "GET /sv/knowledge": "read",
    "GET /welcome": "open",
    "GET /{language}/account": "signed_in",
    "GET /{language}/decide": "read",
    "GET /{language}/settings": "administer",
    "GET /{language}/settings/add": "administer",
    "GET /{language}/settings/person": "administer",
    "GET /{language}/stop": "read",
    "GET /{language}/{page}/{number:int}": "signed_in",
    "POST /api/incidents": "write",
    "POST /api/questions": "write",
    "POST /api/{rest:path}": "signed_in",
    "POST /halts": "approve",
    "POST /halts/lift": "approve",
    "POST /hooks/posts": "signature",
    "POST /login": "open",
    "POST /logout": "signed_in",
    "POST /replies/{number}/decision": "approve",
    "POST /welcome": "open",
    "POST /{language}/account/deputies/{number}/end": "signed_in",
    "POST /{language}/account/{what}": "signed_in",
    "POST /{language}/settings/deputies": "administer",
    "POST /{language}/settings/deputies/{number}/end": "administer",
    "POST /{language}/settings/people": "administer",
    "POST /{language}/settings/person/{number}/{what}": "administer",
    "POST /{language}/settings/tokens": "administer",
    "POST /{language}/settings/tokens/{number}/revoke": "administer",
}
"""Method and path as declared, in order. `open`: anybody. `signature`: the body is signed. `signed_in`: any active
person. Everything else is the permission that the person must have. Gradio's pages are guarded by their handlers."""

_ANYBODY: Final = frozenset({"open", "signature"})
_THREADS: Final = 4


def is_open(method: str, path: str) -> bool:
    """May this be asked for without saying who asks? Only addresses without variable parts can be."""
    asked = "GET" if method == "HEAD" else method
    return ROUTES.get(f"{asked} {path}") in _ANYBODY or path.startswith("/static/")


def is_signed(method: str, path: str) -> bool:
    """Is what is sent there signed by another system, so that no browser is behind it?"""
    return ROUTES.get(f"{method} {path}") == "signature"


def enforcing(people: People) -> Callable[[Request], Awaitable[None]]:
    """The dependency of every route. Its threads are its own, so that slow pages never hold up the question."""
    lane = CapacityLimiter(_THREADS)

    async def enforce(request: Request) -> None:
        route = f"{request.method} {request.scope['route'].path}"
        policy = ROUTES.get(route)
        if policy is None:
            raise _undeclared()
        if policy == "open" or policy == "signature":
            return
        person = person_of(request)
        if policy == "signed_in":
            return
        await to_thread.run_sync(partial(people.require, person.id, policy, asked=route), limiter=lane)
        if policy != "read" and scope_of(request) == "read":
            raise _reads_only()

    return enforce


def _undeclared() -> NotAllowed:
    return NotAllowed(
        sv="Adressen är inte öppnad för någon ännu. Säg till den som utvecklar Krisplan.",
        en="The address has not been opened to anybody yet. Tell those who develop Krisplan.",
    )


def _reads_only() -> NotAllowed:
    return NotAllowed(
        sv="Nyckeln får läsa men inte skriva. Be en administratör om en nyckel som får skriva.",
        en="The token may read but not write. Ask an administrator for a token that may write.",
    )
