"""Each page opens with its content for whoever may read it, and an address that leads nowhere says so."""

import gradio as gr
import pytest
from gradio.events import EventData

from assistant.app import Assistant
from assistant.incidents.intake import PostInput
from assistant.language import LANGUAGES
from assistant.web.frame import PAGES
from assistant.web.site import blocks
from assistant.web.view import View
from assistant.web.words import load_words


@pytest.fixture(scope="module", params=LANGUAGES)
def view(request, assistant: Assistant, application) -> View:
    return View(assistant, load_words(request.param, assistant.zone))


@pytest.fixture
def opened(view: View, actors):
    """What the load handler of a page answers, all pieces of markup together."""
    site = blocks(view)

    def load(page: str, person=None, **query: str) -> str:
        handlers = [one for one in site.fns.values() if one.fn and one.page == page and one.targets[0][1] == "load"]
        request = gr.Request(username=str((person or actors.karin).id), query_params=query)
        return "".join(map(str, handlers[0].fn(request, EventData(None, None))))

    return load


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_a_complaint(opened, page: str):
    assert 'role="alert"' not in opened(page)


@pytest.mark.parametrize("page", ["incidents", "approvals", "plan"])
def test_an_address_that_leads_nowhere_says_so_and_shows_the_list(opened, page: str):
    shown = opened(page, id="4711")
    assert 'role="alert"' in shown and shown.count("<p") >= 2


def test_the_log_is_for_those_who_approve_and_the_administrator(opened, actors):
    assert 'role="alert"' in opened("audit", actors.olle)
    assert 'role="alert"' not in opened("audit", actors.lena)


def test_an_incident_shows_the_post_as_text_the_reasons_and_at_most_seven_steps(opened, view: View, actors):
    post = "Jag blev magsjuk av er yoghurt <b>idag</b>"
    incident = view.assistant.incidents.register(PostInput(text=post, channel="facebook"), actors.anna)
    shown = opened("incidents", id=str(incident.id))
    assert "&lt;b&gt;idag&lt;/b&gt;" in shown
    assert 'class="kp-action-card"' in shown and f'data-address="/{view.language}/incidents?id={incident.id}"' in shown


def test_the_author_sees_the_text_but_no_form_and_another_approver_the_form(opened, view: View, actors):
    incident = view.assistant.incidents.register(PostInput(text="När öppnar ni?", channel="facebook"), actors.anna)
    draft = view.assistant.drafting.draft_reply(incident.id, actors.anna, anyway=True)
    reply = view.assistant.replies.submit(draft.id, draft.version, actors.anna)
    needed = {role for seat in reply.required_roles for role in seat.split("/")}
    approver = next(one for one in vars(actors).values() if one.roles & needed and one.id != actors.anna.id)
    own, other = (opened("approvals", person, id=str(reply.id)) for person in (actors.anna, approver))
    assert view.words("approvals.own_draft") in own
    assert view.words("approvals.own_draft") not in other and reply.sha in other
