"""What did the page send, is it of the form a page sends, and what did Gradio answer?"""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

MOST_BYTES: Final = 1024 * 1024
MARK: Final = r"[A-Za-z0-9_-]{1,64}"
_MOST_DEPTH: Final = 8
_MOST_NUMBER: Final = 2**53

_Mark = Annotated[str, Field(pattern=rf"^{MARK}$")]
_Function = Annotated[int, Field(ge=0, le=100_000)]


class Join(BaseModel):
    """A call as a page makes it. Whatever else is sent along is dropped before Gradio sees it."""

    model_config = ConfigDict(strict=True, extra="ignore")
    session_hash: _Mark
    fn_index: _Function
    data: Annotated[list[Any], Field(max_length=100)]
    event_data: Any = None
    trigger_id: Annotated[int, Field(ge=0, le=10_000_000)] | None = None

    @property
    def is_plain(self) -> bool:
        """Only values that JSON knows, none of them bottomless or beyond what a number can carry exactly."""
        return _plain(self.data) and _plain(self.event_data)

    @property
    def paths(self) -> list[object]:
        """Everything that Gradio would take for the path of a file, which may be an address to fetch, too."""
        return list(_paths(self.data))


class Cancel(BaseModel):
    """A person's wish to stop a call of their own."""

    model_config = ConfigDict(strict=True, extra="ignore")
    session_hash: _Mark
    fn_index: _Function
    event_id: _Mark


class Reset(BaseModel):
    """What the page sends after a cancel."""

    model_config = ConfigDict(strict=True, extra="ignore")
    event_id: _Mark


_Model = TypeVar("_Model", bound=BaseModel)


def parsed(model: type[_Model], body: bytes) -> _Model | None:
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return None


async def body_of(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body; None when it is larger than a page ever sends."""
    said = Headers(scope=scope).get("content-length", "")
    if said.isdecimal() and int(said) > MOST_BYTES:
        return None
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
        if len(body) > MOST_BYTES:
            return None
    return body


def again(scope: Scope, receive: Receive, body: bytes) -> tuple[Scope, Receive]:
    """The same request with this body in the place of the one that has been read."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    changed = {**scope, "headers": list(scope["headers"])}
    headers = MutableHeaders(scope=changed)
    headers["content-length"] = str(len(body))
    headers["content-type"] = "application/json"
    del headers["transfer-encoding"]
    return changed, once


def noting(send: Send, note: Callable[[object], None]) -> Send:
    """Lets an answer through, and tells `note` what a short successful one said, before its last piece leaves."""
    status, body = 0, b""

    async def out(message: Message) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")[: MOST_BYTES + 1 - len(body)]
        ended = message["type"] == "http.response.body" and not message.get("more_body")
        if ended and status == 200 and len(body) <= MOST_BYTES:
            note(json.loads(body))
        await send(message)

    return out


def _plain(value: object, depth: int = 0) -> bool:
    if isinstance(value, (list, dict)):
        inner = value.values() if isinstance(value, dict) else value
        return depth < _MOST_DEPTH and all(_plain(one, depth + 1) for one in inner)
    if isinstance(value, (int, float)):
        return abs(value) <= _MOST_NUMBER  # false for NaN, too
    return True


def _paths(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        if "path" in value:
            yield value["path"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _paths(one)
