"""Personal details in a post are hidden on every page until somebody who may write asks for them, which is logged."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from assistant.app import Assistant, build
from assistant.conversation import route
from assistant.erasure import Erasure
from assistant.errors import NotAllowed
from assistant.incidents.incident import Incident
from assistant.incidents.intake import PostInput
from assistant.people import add_demo_cast
from assistant.replies.reply import Reply
from assistant.settings import Settings
from assistant.web.site import blocks
from assistant.web.sources import Sources
from assistant.web.talk import conversation
from assistant.web.view import View
from assistant.web.words import load_words
from tests.web.browsing import demo_server, visit
from tests.web.calling import call, functions
from tests.web.conftest import navigating

SECRETS = ("811218", "9876", "070-123 45 67", "anna@privat.example", "4111 1111", "5000 0000 0583")
POST = (
    "Min son blev magsjuk av er mjölk! Jag är 811218\u20119876, ring 070-123 45 67 eller anna@privat.example, "
    "kort 4111 1111 1111 1111, konto SE45 5000 0000 0583 9825 7466."
)
HEALTH = "Inlägget kan säga något om en persons hälsa."


@pytest.fixture(scope="module")
def view(assistant: Assistant) -> View:
    return View(assistant, load_words("sv", assistant.zone))


@pytest.fixture(scope="module")
def pages(view: View, application) -> dict[str, object]:
    return {declared.name: function for function, declared in functions(blocks(view))}


@pytest.fixture
def incident(assistant: Assistant, actors) -> Incident:
    post = PostInput(
        text=POST, channel="facebook", author="Kalle 070-123 45 67", url="https://x.example/anna@privat.example"
    )
    return assistant.incidents.register(post, actors.anna)


@pytest.fixture
def reply(assistant: Assistant, actors, incident: Incident) -> Reply:
    made = drafted(assistant, actors, incident, "Hej! Vi tittar på det.")
    return assistant.replies.submit(made.id, made.version, actors.anna)


def drafted(assistant: Assistant, actors, incident: Incident, text: str) -> Reply:
    return assistant.replies.new_reply(
        incident_id=incident.id,
        channel="facebook",
        account="Ljungsjö Mejeri",
        reply_to="post:1",
        language="sv",
        text=text,
        requested_by=actors.anna,
        writer="template",
        passages=[],
        required_roles=("community_manager",),
        level=1,
        post_text=POST,
    )


def told(answer: object) -> list[str]:
    return [secret for secret in SECRETS if secret in str(answer)]


@pytest.mark.parametrize("page", ["incidents", "approvals"])
def test_a_post_is_shown_with_its_personal_details_hidden(pages, actors, incident: Incident, reply: Reply, page: str):
    item = incident.id if page == "incidents" else reply.id
    shown = call(pages[f"{page}.show"], actors.erik.id, {"id": str(item)})
    assert told(shown) == []
    for mark in ("[personnummer 1]", "[telefonnummer 1]", "[e-postadress 1]", "[kortnummer 1]", "[kontonummer 1]"):
        assert mark in str(shown)
    assert "Visa dolda uppgifter" in str(shown) and HEALTH in str(shown)


@pytest.mark.parametrize("page", ["incidents", "approvals"])
def test_who_may_write_sees_them_when_asked_for_and_the_log_says_who(
    assistant: Assistant, pages, actors, incident: Incident, reply: Reply, page: str
):
    kind, item = ("incident", incident.id) if page == "incidents" else ("reply", reply.id)
    before = assistant.audit.head().number
    opened, line = call(pages[f"{page}.unmask"], actors.erik.id, {"id": str(item)})
    assert told(opened) == list(SECRETS) and line == ""
    assert "Visa dolda uppgifter" not in opened and "Det står i loggen" in opened
    (event,) = assistant.audit.events(assistant.audit.head().number - before)
    assert (event.action, event.item, event.actor, event.data) == (
        "post.unmasked",
        f"{kind}:{item}",
        actors.erik.actor,
        {},
    )
    assert told(call(pages[f"{page}.show"], actors.erik.id, {"id": str(item)})) == [], "for that view only"


def test_who_may_only_read_has_no_button_and_is_refused(pages, assistant: Assistant, actors, incident: Incident):
    for person in (actors.olle, actors.lena):
        shown = str(call(pages["incidents.show"], person.id, {"id": str(incident.id)}))
        assert "Din roll får inte visa dem." in shown and 'data-ev="unmask"' not in shown
        refused = call(pages["incidents.unmask"], person.id, {"id": str(incident.id)})
        assert told(refused) == [] and 'role="alert"' in str(refused)
        assert assistant.audit.events(1)[0].action == "access.refused"


def test_the_plain_page_and_the_chat_hide_them_too(
    browser_of: Callable, view: View, actors, incident: Incident, reply: Reply
):
    page = navigating(browser_of(actors.erik), f"/sv/decide?id={reply.id}")
    assert page.status_code == 200 and told(page.text) == [] and "[personnummer 1]" in page.text
    assert f'href="/sv/approvals?id={reply.id}">Visa dolda uppgifter' in page.text
    talk = view.assistant.conversations
    number = talk.start(actors.anna)
    talk.add(number, actors.anna, route(f"Vad gör vi nu?\n{POST}"), incident.id)
    said = conversation(view, number, talk.turns(number, actors.anna), Sources(view))
    assert told(said) == [] and "[personnummer 1]" in said


def test_what_is_to_leave_is_shown_to_the_letter_and_cannot_be_approved_with_a_personal_number(
    assistant: Assistant, pages, actors, incident: Incident
):
    made = drafted(assistant, actors, incident, "Hej! Ditt personnummer är 811218-9876.")
    sent = assistant.replies.submit(made.id, made.version, actors.anna)
    shown = str(call(pages["approvals.show"], actors.erik.id, {"id": str(sent.id)}))
    assert "811218-9876" in shown.replace("&#45;", "-"), "the approver sees the bytes"
    assert {one.level for one in sent.findings if one.rule == "R04"} == {"stop"}
    with pytest.raises(NotAllowed):
        assistant.replies.decide(sent.id, sent.version, sent.sha, "approve", "Jag vet vad jag gör.", actors.erik)
    assert assistant.replies.load(sent.id).state == "in_review"


def test_a_post_without_details_has_no_note(pages, assistant: Assistant, actors):
    plain = assistant.incidents.register(PostInput(text="Gott bröd!", channel="facebook"), actors.anna)
    shown = str(call(pages["incidents.show"], actors.erik.id, {"id": str(plain.id)}))
    assert "dolda" not in shown and HEALTH not in shown


def test_what_is_erased_opens_everywhere_and_says_so(
    assistant: Assistant, pages, browser_of, view: View, actors, incident: Incident, reply: Reply
):
    talk = assistant.conversations
    number = talk.start(actors.anna)
    talk.add(number, actors.anna, route(f"Vad gör vi nu?\n{POST}"), incident.id)
    talk.add(number, actors.anna, route(POST), None)
    assert Erasure(assistant.database, assistant.clock).incident(incident.id).cleaned
    for page, item in (("incidents", incident.id), ("approvals", reply.id)):
        shown = call(pages[f"{page}.show"], actors.erik.id, {"id": str(item)})
        assert "<em>Raderat</em>" in str(shown) and 'role="alert"' not in str(shown)
    assert reply.id not in {one.id for one in assistant.replies.awaiting_approval()}
    plain = navigating(browser_of(actors.erik), f"/sv/decide?id={reply.id}")
    assert plain.status_code == 200 and "Raderat" in plain.text
    said = conversation(view, number, talk.turns(number, actors.anna), Sources(view))
    assert said.count("Raderat") >= 2
    api = navigating(browser_of(actors.erik), f"/api/incidents/{incident.id}")
    assert api.status_code == 200


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's server with one incident of ours in it."""
    data = tmp_path_factory.mktemp("hidden") / "data"
    assistant = build(Settings(data=data))
    anna, *_ = add_demo_cast(assistant.people)
    assistant.incidents.register(PostInput(text=POST, channel="facebook"), anna)
    assistant.close()
    with demo_server(data) as address:
        yield address


@pytest.mark.browser
def test_the_button_works_by_key_and_leaves_the_focus_where_it_says_what_happened(stocked: str, real_browser: Browser):
    with visit(real_browser, stocked) as erik:
        erik.become("Erik Lund", "/sv/incidents?id=1")
        button = erik.page.get_by_role("button", name="Visa dolda uppgifter")
        button.wait_for()
        assert "[personnummer 1]" in erik.page.inner_text("#kp-detail")
        button.press("Enter")
        erik.page.locator("[data-opened]:focus").wait_for()
        assert "811218" in erik.page.inner_text("#kp-detail") and button.count() == 0
        erik.page.reload()
        button.wait_for()
        assert "811218" not in erik.page.content() and erik.troubles == []
