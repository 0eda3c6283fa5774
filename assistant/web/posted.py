"""How is what was posted read without ever taking in more than it may hold?"""

from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

MOST: Final = 256 * 1024
_MOST_FIELDS: Final = 20


def within(headers: Headers, receive: Receive, most: int = MOST) -> Receive:
    """The same body, but HTTPException 413 as soon as it turns out to be larger than `most` bytes."""
    said = headers.get("content-length", "")
    too_large = said.isdecimal() and (len(said) > len(str(most)) or int(said) > most)
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        if too_large:
            raise HTTPException(413)
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return counted


async def body_of(request: Request, most: int = MOST) -> bytes:
    """The whole body; raises HTTPException 413."""
    return await Request(request.scope, within(request.headers, request.receive, most)).body()


async def form_of(request: Request, most: int = MOST) -> dict[str, str]:
    """The fields of an ordinary form, the first value of each; nothing when it is not one. HTTPException 413."""
    body = await body_of(request, most)
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[0].replace("\r\n", "\n") for name, values in fields.items()}
