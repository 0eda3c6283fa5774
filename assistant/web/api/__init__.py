"""What may machines and scripts ask for and hand over? Nothing here approves, decides, sends or stops anything."""

from fastapi import FastAPI

from assistant.web.api.docs_page import add_docs_page
from assistant.web.api.documents import add_documents
from assistant.web.api.incidents import add_incidents
from assistant.web.api.plan import add_plan
from assistant.web.api.questions import add_questions
from assistant.web.api.refusals import NotThere
from assistant.web.api.replies import add_replies
from assistant.web.api.routing import Machines
from assistant.web.view import Views


def add_api(app: FastAPI, views: Views) -> None:
    machines = Machines(app)
    for add in (add_incidents, add_replies, add_documents, add_plan, add_questions):
        add(machines, views)
    add_docs_page(app, views)
    _add_the_rest(machines)


def _add_the_rest(machines: Machines) -> None:
    """Under /api an unknown address is told in the API's own shape, not as a page."""

    @machines.get("/{rest:path}")
    def unknown(rest: str) -> None:
        raise NotThere(sv="Adressen finns inte. Se /api/docs.", en="There is no such address. See /api/docs.")

    machines.post("/{rest:path}")(unknown)
