"""Which documents does the company have, for a machine, and which of them are in force?"""

from datetime import date, datetime

from pydantic import BaseModel

from assistant.knowledge.documents import Document, Label, Status
from assistant.web.api.routing import After, Limit, Machines
from assistant.web.view import Views


class DocumentOut(BaseModel):
    number: int
    title: str
    name: str
    owner: str
    label: Label
    status: Status
    valid_from: date | None
    valid_until: date | None
    review_on: date | None
    needs_review: bool
    version: int
    version_label: str
    kind: str
    sha256: str
    added_at: datetime

    @classmethod
    def of(cls, document: Document, today: date) -> "DocumentOut":
        shown = {name: getattr(document, name) for name in cls.model_fields if hasattr(document, name)}
        held = {
            "number": document.id,
            "status": document.status_on(today),
            "needs_review": document.needs_review(today),
        }
        return cls.model_validate({**shown, **held})


class DocumentList(BaseModel):
    items: list[DocumentOut]
    next: int | None


def add_documents(machines: Machines, views: Views) -> None:
    library = views["sv"].assistant.library

    @machines.get("/documents")
    def list_documents(limit: Limit = 50, after: After = 0) -> DocumentList:
        """By number; `status` is the one that holds today."""
        left = sorted((one for one in library.documents() if one.id > after), key=lambda one: one.id)
        shown, today = left[:limit], library.today()
        following = shown[-1].id if len(left) > limit else None
        return DocumentList(items=[DocumentOut.of(one, today) for one in shown], next=following)
