"""Which incidents are there, for a machine, and how does it register a post?"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Header, Request, Response
from pydantic import BaseModel

from assistant.errors import AssistantError, StorageError
from assistant.incidents.deliveries import Delivery
from assistant.incidents.incident import Incident
from assistant.language import Language
from assistant.web.api.posts import PostIn, PostOut
from assistant.web.api.refusals import NotThere, language_asked
from assistant.web.api.routing import After, Limit, Machines, Number
from assistant.web.identity import person_of
from assistant.web.view import Views

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


class IncidentLine(BaseModel):
    """An incident in a list."""

    number: int
    channel: str
    category: str
    level: int
    decided: bool
    open: bool
    opened_at: datetime
    closed_at: datetime | None
    reply_advised: bool
    approvers: list[str]
    escalate_to: list[str]
    post_count: int

    @classmethod
    def of(cls, incident: Incident) -> "IncidentLine":
        return cls.model_validate(_line(incident))


class IncidentOut(IncidentLine):
    """An incident with its posts, and why it is judged as it is."""

    suggested_level: int
    suggested_category: str
    reasons: list[str]
    posts: list[PostOut]

    @classmethod
    def told(cls, incident: Incident, language: Language) -> "IncidentOut":
        more = {
            "suggested_level": incident.suggested.level,
            "suggested_category": incident.suggested.category,
            "reasons": [reason.text[language] for reason in incident.level_reasons],
            "posts": [PostOut.of(post) for post in incident.posts],
        }
        return cls.model_validate({**_line(incident), **more})


class IncidentList(BaseModel):
    items: list[IncidentLine]
    next: int | None


def add_incidents(machines: Machines, views: Views) -> None:
    incidents = views["sv"].assistant.incidents

    @machines.get("/incidents")
    def list_incidents(state: Literal["open", "all"] = "open", limit: Limit = 50, after: After = 0) -> IncidentList:
        found = incidents.listed(after, limit + 1, open_only=state == "open")
        shown = found[:limit]
        return IncidentList(
            items=[IncidentLine.of(one) for one in shown], next=shown[-1].id if len(found) > limit else None
        )

    @machines.get("/incidents/{number}")
    def show_incident(request: Request, number: Number) -> IncidentOut:
        try:
            return IncidentOut.told(incidents.load(number), language_asked(request))
        except StorageError:
            raise
        except AssistantError as error:
            raise NotThere(sv=error.text("sv"), en=error.text("en")) from error

    @machines.post("/incidents", status_code=201)
    def open_incident(request: Request, response: Response, post: PostIn, key: Key = None) -> IncidentLine:
        by = person_of(request)
        if key is None:
            opened, new = incidents.register(post.post, by), True
        else:
            body = post.model_dump_json().encode("utf-8")
            opened, new = incidents.register_once(post.post, by, Delivery.of(by.actor, key, body))
        response.status_code = 201 if new else 200
        response.headers["location"] = f"/api/incidents/{opened.id}"
        return IncidentLine.of(opened)


def _line(incident: Incident) -> dict[str, object]:
    return {
        "number": incident.id,
        "channel": incident.channel,
        "category": incident.category,
        "level": incident.level,
        "decided": incident.decided,
        "open": incident.is_open,
        "opened_at": incident.opened_at,
        "closed_at": incident.closed_at,
        "reply_advised": incident.reply_advised,
        "approvers": list(incident.approver_roles),
        "escalate_to": list(incident.escalate_to),
        "post_count": len(incident.posts),
    }
