"""How much may be sent to an address, and how is too much refused, also when its size was not said beforehand?"""

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.language import LANGUAGES

ORDINARY: Final = 1024 * 1024
UPLOAD: Final = 512 * 1024 * 1024  # many files at once; Gradio holds each of them to its own limit
_UPLOADS: Final = frozenset(f"/{language}/gradio_api/upload" for language in LANGUAGES)
TOO_LARGE: Final = PlainTextResponse("too large", 413)


def most_for(path: str) -> int:
    """The most bytes that a body sent to this address may have."""
    return UPLOAD if path in _UPLOADS else ORDINARY


def says_too_much(headers: Headers, most: int) -> bool:
    said = headers.get("content-length", "")
    return said.isdecimal() and (len(said) > len(str(most)) or int(said) > most)


class Limited:
    """One request and its answer. Reading on past the limit fails, and the answer becomes 413 whatever it was."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._most = most
        self._taken = 0
        self._started = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._counted, self._out)
        except Exception:
            if not self._is_over:
                raise
        if self._is_over and not self._started:
            await TOO_LARGE(scope, self._receive, self._send)

    @property
    def _is_over(self) -> bool:
        return self._taken > self._most

    async def _counted(self) -> Message:
        if self._is_over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._is_over:
            raise HTTPException(413)
        return message

    async def _out(self, message: Message) -> None:
        if self._is_over and not self._started:
            return
        self._started = True
        await self._send(message)
