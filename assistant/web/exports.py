"""Which lists leave as files for a spreadsheet: the log with its head, and the incidents with their posts?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.incidents.incident import Incident
from assistant.language import Language
from assistant.people import Person
from assistant.records.audit import AuditEvent, AuditHead
from assistant.web.cells import written
from assistant.web.hidden_details import beginning
from assistant.web.identity import person_of
from assistant.web.log_words import action_name, actor_name
from assistant.web.view import View, Views

_AT_A_TIME: Final = 500
_LOG: Final = ("number", "time", "action", "item", "actor", "who", "facts", "hash")
_INCIDENTS: Final = ("number", "opened", "closed", "channel", "category", "level", "decided", "posts", "author", "post")


def add_exports(app: FastAPI, views: Views) -> None:
    """Personal details in posts are hidden here as on the pages; taking out the log is itself logged."""

    @app.get("/export/log.csv")
    def log(request: Request, language: Language = "sv") -> Response:
        return _file("krisplan-log.csv", _log_rows(views[language], person_of(request)))

    @app.get("/export/incidents.csv")
    def incidents(language: Language = "sv") -> Response:
        return _file("krisplan-incidents.csv", _incident_rows(views[language]))


def _file(name: str, rows: Iterator[tuple[object, ...]]) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(written(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _log_rows(view: View, by: Person) -> Iterator[tuple[object, ...]]:
    """The oldest first; the last line is the head after the export's own event."""
    audit, zone = view.assistant.audit, view.assistant.zone
    head = audit.note(view.assistant.clock(), by.actor, "log.exported", "log")
    names = {person.actor: person.name for person in view.assistant.people.all()}
    yield tuple(view.words(f"exports.log_{column}") for column in _LOG)
    for event in _events(view, head):
        who, facts = actor_name(view, event.actor, names), "; ".join(f"{k}={v}" for k, v in event.data.items())
        action = action_name(view, event.action)
        yield event.number, _time(event.at, zone), action, event.item, event.actor, who, facts, event.hash
    yield view.words("exports.head"), f"{head.number}:{head.hash}"


def _events(view: View, head: AuditHead) -> Iterator[AuditEvent]:
    """Up to the head, whatever is logged meanwhile."""
    for first in range(1, head.number + 1, _AT_A_TIME):
        end = min(first + _AT_A_TIME, head.number + 1)
        yield from reversed(view.assistant.audit.events(end - first, before=end))


def _incident_rows(view: View) -> Iterator[tuple[object, ...]]:
    yield tuple(view.words(f"exports.incidents_{column}") for column in _INCIDENTS)
    after = 0
    while found := view.assistant.incidents.listed(after, _AT_A_TIME):
        yield from (_incident(view, one) for one in found)
        after = found[-1].id


def _incident(view: View, incident: Incident) -> tuple[object, ...]:
    method, zone = view.assistant.method, view.assistant.zone
    first = incident.posts[0] if incident.posts else None
    return (
        incident.id,
        _time(incident.opened_at, zone),
        _time(incident.closed_at, zone) if incident.closed_at else "",
        method.channel(incident.channel).label[view.language],
        method.category(incident.category).label[view.language],
        incident.level,
        view.words("exports.is_decided" if incident.decided else "exports.not_decided"),
        len(incident.posts),
        beginning(view, first.author) if first and first.author else "",
        beginning(view, first.text) if first else "",
    )


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")
