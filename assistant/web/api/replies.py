"""How far has each reply come, for a machine? It learns the state; the text leaves through a person only."""

from datetime import datetime
from typing import Final

from fastapi import Request
from pydantic import BaseModel

from assistant.errors import AssistantError, StorageError
from assistant.language import Language
from assistant.method.rules import Severity
from assistant.replies.reply import Reply, State
from assistant.web.api.refusals import NotThere, language_asked
from assistant.web.api.routing import After, Limit, Machines, Number
from assistant.web.view import Views

_LOOKED_THROUGH: Final = 500


class RemarkOut(BaseModel):
    level: Severity
    message: str


class ReplyLine(BaseModel):
    """A reply in a list."""

    number: int
    incident: int
    channel: str
    language: Language
    level: int
    state: State
    version: int
    sha256: str
    needed_roles: list[str]
    approved_roles: list[str]
    created_at: datetime
    edited_at: datetime
    expires: datetime | None

    @classmethod
    def of(cls, reply: Reply) -> "ReplyLine":
        return cls.model_validate(_line(reply))


class ReplyOut(ReplyLine):
    """A reply with its remarks. `text` and `link` are there once a person has confirmed that it is out."""

    remarks: list[RemarkOut]
    text: str | None
    link: str | None

    @classmethod
    def told(cls, reply: Reply, language: Language) -> "ReplyOut":
        is_out = reply.state == "sent"
        more = {
            "remarks": [RemarkOut(level=one.level, message=one.message[language]) for one in reply.findings],
            "text": reply.text if is_out else None,
            "link": reply.delivery.link if is_out and reply.delivery else None,
        }
        return cls.model_validate({**_line(reply), **more})


class ReplyList(BaseModel):
    items: list[ReplyLine]
    next: int | None


def add_replies(machines: Machines, views: Views) -> None:
    replies = views["sv"].assistant.replies

    @machines.get("/replies")
    def list_replies(state: State | None = None, limit: Limit = 50, after: After = 0) -> ReplyList:
        """With a state, a page may hold fewer than `limit` though more follow: `next` says whether they do."""
        looked = limit if state is None else _LOOKED_THROUGH
        found = replies.numbered(after, looked + 1)
        fitting = [one for one in found[:looked] if state in (None, one.state)]
        shown = fitting[:limit]
        last = shown[-1].id if len(fitting) > limit else found[looked - 1].id if len(found) > looked else None
        return ReplyList(items=[ReplyLine.of(one) for one in shown], next=last)

    @machines.get("/replies/{number}")
    def show_reply(request: Request, number: Number) -> ReplyOut:
        try:
            return ReplyOut.told(replies.load(number), language_asked(request))
        except StorageError:
            raise
        except AssistantError as error:
            raise NotThere(sv=error.text("sv"), en=error.text("en")) from error


def _line(reply: Reply) -> dict[str, object]:
    return {
        "number": reply.id,
        "incident": reply.incident_id,
        "channel": reply.channel,
        "language": reply.language,
        "level": reply.level,
        "state": reply.state,
        "version": reply.version,
        "sha256": reply.sha,
        "needed_roles": reply.required_roles,
        "approved_roles": reply.approved_roles,
        "created_at": reply.created_at,
        "edited_at": reply.edited_at,
        "expires": reply.expires,
    }
