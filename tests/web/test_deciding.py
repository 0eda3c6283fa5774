"""The plain pages decide and stop as the service does, say every refusal in words, and never decide on a GET."""

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import httpx
import pytest
from anyio import fail_after, run, to_thread
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.approvals import refusals
from assistant.incidents.intake import PostInput
from assistant.replies.reply import Reply
from tests.web.conftest import HOST, navigating

TEXT = "Hej! Tack för att du hör av dig. Skriv till oss här så hjälper vi dig."


@pytest.fixture
def waiting(assistant: Assistant, actors: SimpleNamespace) -> Callable[..., Reply]:
    """A reply that Anna wrote and sent for approval; Erik may approve it."""

    def make(text: str = TEXT, roles: tuple[str, ...] = ("community_manager",)) -> Reply:
        incident = assistant.incidents.register(PostInput(text="Var är kvittot?", channel="facebook"), actors.anna)
        draft = assistant.replies.new_reply(
            incident_id=incident.id,
            channel="facebook",
            account="Ljungsjö Mejeri",
            reply_to="post-1",
            language="sv",
            text=text,
            requested_by=actors.anna,
            writer="template",
            passages=[],
            required_roles=roles,
            level=1,
            post_text="Var är kvittot?",
        )
        return assistant.replies.submit(draft.id, draft.version, actors.anna)

    return make


@pytest.fixture
def erik(browser_of, actors) -> TestClient:
    return browser_of(actors.erik)


@pytest.fixture
def nothing_stopped(assistant: Assistant, actors: SimpleNamespace):
    yield
    while assistant.replies.is_stopped():
        for person in (actors.erik, actors.karin):
            assistant.replies.lift_stop(person)


def form_of(reply: Reply, verdict: str | None = "approve", **more: str) -> dict[str, str]:
    chosen = {"verdict": verdict} if verdict else {}
    ticked = {"read": "yes"} if reply.findings else {}
    return {
        "language": "sv",
        "version": str(reply.version),
        "sha": reply.sha,
        "reason": "Stämmer",
        **chosen,
        **ticked,
        **more,
    }


def posted(browser: TestClient, reply: Reply, form: dict[str, str]):
    return browser.post(f"/replies/{reply.id}/decision", data=form)


def alert(page) -> str:
    found = re.search(r'<p role="alert"[^>]*>(.*?)</p>', page.text)
    assert found, page.text[-3000:]
    return html.unescape(found[1])


def decided(assistant: Assistant, reply: Reply) -> list[str]:
    return [one.verdict for one in assistant.replies.load(reply.id).decisions]


def test_the_page_shows_the_exact_text_and_a_form_with_nothing_chosen(erik: TestClient, waiting):
    reply = waiting()
    for language in ("sv", "en"):
        page = navigating(erik, f"/{language}/decide?id={reply.id}")
        assert page.status_code == 200 and html.escape(reply.text, quote=True).split("!")[0] in page.text
        form = re.search(r"<form[^>]*decision.*?</form>", page.text, re.S)[0]
        assert reply.sha in form and form.count('type="radio"') == 3 and " checked" not in form
        assert form.count("<button") == 1


def test_an_approval_is_stored_and_told_after_it_is_read_back(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    answer = posted(erik, reply, form_of(reply, reason="Bra"))
    assert answer.status_code == 303 and answer.headers["location"] == f"/sv/decide?id={reply.id}&told=decision"
    assert decided(assistant, reply) == ["approve"] and assistant.replies.load(reply.id).state == "approved"
    assert "Version 1 är godkänd." in navigating(erik, answer.headers["location"]).text


def test_what_the_address_tells_is_not_believed(erik: TestClient, waiting):
    page = navigating(erik, f"/sv/decide?id={waiting().id}&told=decision")
    assert "är godkänd" not in page.text


@pytest.mark.parametrize("verdict", ["send_back", "reject"])
def test_sending_back_and_rejecting_need_a_reason(erik: TestClient, waiting, assistant: Assistant, verdict: str):
    reply = waiting()
    refused = posted(erik, reply, form_of(reply, verdict, reason=" "))
    assert refused.status_code == 409 and alert(refused) == refusals.REASON_MISSING.sv
    assert f'value="{verdict}" required checked' in refused.text and decided(assistant, reply) == []
    assert posted(erik, reply, form_of(reply, verdict, reason="Fel ton")).status_code == 303
    assert decided(assistant, reply) == [verdict]


def test_without_a_choice_nothing_is_decided_and_the_reason_stays(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    for verdict in (None, "", "stop", "APPROVE"):
        refused = posted(erik, reply, form_of(reply, verdict, reason="Mitt <b>skäl</b>"))
        assert refused.status_code == 422 and alert(refused) == "Välj ett beslut."
        assert "Mitt &lt;b&gt;skäl&lt;/b&gt;" in refused.text
    assert decided(assistant, reply) == []


def test_remarks_must_be_ticked_as_read(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    assert {one.level for one in reply.findings} == {"reason"}
    form = {name: value for name, value in form_of(reply, reason="Avstämt").items() if name != "read"}
    refused = posted(erik, reply, form)
    assert refused.status_code == 422 and alert(refused) == "Kryssa i att du har läst anmärkningarna."
    assert "Avstämt" in refused.text and decided(assistant, reply) == []


def test_a_remark_that_wants_a_reason_is_not_approved_without_one(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    refused = posted(erik, reply, form_of(reply, reason=""))
    assert refused.status_code == 409 and alert(refused) == refusals.REASON_MISSING.sv
    assert decided(assistant, reply) == []


def test_what_must_be_fixed_cannot_be_approved(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting("Hej! Vi har skickat 4 812 kr till dig. Ditt personnummer är 811218-9876.")
    assert any(one.level == "stop" for one in reply.findings)
    refused = posted(erik, reply, form_of(reply, reason="Ändå"))
    assert refused.status_code == 409 and alert(refused) == refusals.STOP_LEFT.sv and "Ändå" in refused.text
    assert decided(assistant, reply) == []


def test_nobody_decides_about_their_own_text(anna: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    page = navigating(anna, f"/sv/decide?id={reply.id}")
    assert refusals.OWN_TEXT.sv in page.text and "<form" not in page.text.split("<main")[1]
    refused = posted(anna, reply, form_of(reply))
    assert refused.status_code == 409 and alert(refused) == refusals.OWN_TEXT.sv and decided(assistant, reply) == []


def test_a_text_changed_meanwhile_is_shown_anew_with_the_choice_cleared(erik, waiting, assistant: Assistant, actors):
    reply = waiting()
    changed = assistant.replies.edit(reply.id, reply.version, f"{TEXT} Vänliga hälsningar Anna", actors.anna)
    assistant.replies.submit(changed.id, changed.version, actors.anna)
    refused = posted(erik, reply, form_of(reply, reason="Bra så"))
    assert refused.status_code == 409 and alert(refused) == refusals.CHANGED.sv
    assert "Vänliga hälsningar Anna" in refused.text and "Bra så" in refused.text and " checked" not in refused.text
    assert changed.sha in refused.text and decided(assistant, reply) == []


def test_a_decision_somebody_else_made_first_is_told(erik, waiting, assistant: Assistant, actors, browser_of):
    reply = waiting(roles=("community_manager/social_media_manager",))
    assistant.replies.decide(reply.id, reply.version, reply.sha, "reject", "Nej", actors.sara)
    refused = posted(erik, reply, form_of(reply, reason="Mitt skäl"))
    assert refused.status_code == 409 and alert(refused).startswith("Sara Nyström avslog version 1")
    assert "Mitt skäl" in refused.text and decided(assistant, reply) == ["reject"]


def test_twice_is_once(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    first, second = posted(erik, reply, form_of(reply)), posted(erik, reply, form_of(reply))
    assert (first.status_code, second.status_code) == (303, 409) and decided(assistant, reply) == ["approve"]


@pytest.mark.parametrize("name", ["olle", "lena"])
def test_who_may_not_approve_reads_but_is_refused_and_logged(browser_of, actors, waiting, assistant, name: str):
    reply, person = waiting(), getattr(actors, name)
    browser = browser_of(person)
    assert "Du kan läsa men inte besluta här." in navigating(browser, f"/sv/decide?id={reply.id}").text
    assert posted(browser, reply, form_of(reply)).status_code == 403 and decided(assistant, reply) == []
    event = assistant.audit.events(1)[0]
    assert (event.actor, event.action) == (person.actor, "access.refused")


def test_a_get_never_decides(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    head = assistant.audit.head()
    for path in (f"/replies/{reply.id}/decision", "/halts", "/halts/lift"):
        assert erik.get(path, params=form_of(reply)).status_code in (404, 405)
    erik.get("/sv/decide", params={"id": reply.id, **form_of(reply)})
    erik.get("/sv/stop", params={"confirmed": "yes", "reason": "x"})
    assert decided(assistant, reply) == [] and assistant.audit.head() == head


def test_another_site_cannot_decide_or_stop(erik: TestClient, waiting, assistant: Assistant):
    reply = waiting()
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for path in (f"/replies/{reply.id}/decision", "/halts", "/halts/lift"):
        assert erik.post(path, data=form_of(reply, confirmed="yes"), headers=foreign).status_code == 403
    assert decided(assistant, reply) == [] and not assistant.replies.is_stopped()


def test_without_a_number_all_that_waits_is_listed(erik: TestClient, waiting):
    reply = waiting()
    assert f'href="/sv/decide?id={reply.id}"' in navigating(erik, "/sv/decide").text
    for wrong in ("999999", "x", "-1", "9" * 40):
        missing = navigating(erik, f"/en/decide?id={wrong}")
        assert missing.status_code == 404 and alert(missing) == "The reply does not exist."


def test_a_refusal_keeps_the_way_to_the_other_language(erik: TestClient, waiting):
    reply = waiting()
    refused = posted(erik, reply, form_of(reply, None))
    assert f'href="/en/decide?id={reply.id}"' in refused.text


@pytest.mark.parametrize(
    "body", ["", "version=1&version=2", "verdict=approve&version=x&sha=", "a=" + "b" * 300_000, "&" * 90]
)
def test_a_strange_form_decides_nothing(erik: TestClient, waiting, assistant: Assistant, body: str):
    reply = waiting()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = erik.post(f"/replies/{reply.id}/decision", content=body, headers=kind)
    assert answer.status_code in (409, 413, 422) and decided(assistant, reply) == []


def test_stopping_everything_needs_a_reason_and_a_tick(erik: TestClient, assistant: Assistant, nothing_stopped):
    for form, said in (
        ({"confirmed": "yes", "reason": " "}, "Skriv varför du stoppar."),
        ({"reason": "Fel kampanj"}, "Kryssa i att du vill stoppa allt."),
    ):
        refused = erik.post("/halts", data={"language": "sv", **form})
        assert refused.status_code == 422 and alert(refused) == said and form["reason"].strip() in refused.text
    assert not assistant.replies.is_stopped()


def test_stop_all_is_told_with_who_when_and_why(erik, browser_of, actors, waiting, assistant, nothing_stopped):
    reply = waiting()
    answer = erik.post("/halts", data={"language": "sv", "reason": "Fel <i>kampanj</i>", "confirmed": "yes"})
    assert answer.status_code == 303 and assistant.replies.is_stopped()
    page = navigating(browser_of(actors.olle), answer.headers["location"])
    assert "Allt är stoppat." in page.text and "Erik Lund stoppade allt" in page.text
    assert "Fel &lt;i&gt;kampanj&lt;/i&gt;" in page.text and "<form" not in page.text.split("<main")[1]
    refused = posted(erik, reply, form_of(reply))
    assert refused.status_code == 409 and alert(refused) == refusals.HALTED.sv


def test_two_different_people_lift_a_stop(erik, browser_of, actors, assistant: Assistant, nothing_stopped):
    assistant.replies.stop_all(actors.johan, "Övning")
    karin = browser_of(actors.karin)
    tick = {"language": "en", "confirmed": "yes"}
    assert erik.post("/halts/lift", data={"language": "en"}).status_code == 422
    assert erik.post("/halts/lift", data=tick).headers["location"] == "/en/stop?told=half_lifted"
    half = navigating(erik, "/en/stop?told=half_lifted")
    assert "Being lifted by: Erik Lund" in half.text and "/halts/lift" not in half.text
    again = erik.post("/halts/lift", data=tick)
    assert again.status_code == 409 and alert(again) == refusals.LIFT_NEEDS_ANOTHER.en
    assert assistant.replies.is_stopped()
    assert karin.post("/halts/lift", data=tick).headers["location"] == "/en/stop?told=lifted"
    assert not assistant.replies.is_stopped()
    assert "The stop is lifted." in navigating(karin, "/en/stop?told=lifted").text


def test_a_line_that_is_no_longer_true_is_not_told(erik: TestClient, nothing_stopped):
    for told in ("stopped", "half_lifted", "nonsense", "<script>"):
        assert 'class="kp-result"' not in navigating(erik, f"/sv/stop?told={told}").text


def test_when_every_other_thread_hangs_people_still_read_decide_and_stop(
    application, waiting, assistant: Assistant, actors, nothing_stopped
):
    reply, cookie = waiting(), f"krisplan_session={assistant.sessions.start(actors.erik.id, 'password')}"
    headers = {"cookie": cookie, "sec-fetch-site": "same-origin"}

    async def asked() -> list[int]:
        slots = to_thread.current_default_thread_limiter()
        for _ in range(int(slots.total_tokens)):
            await slots.acquire_on_behalf_of(object())
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers) as browser:
            with fail_after(20):
                return [
                    (await browser.get("/healthz")).status_code,
                    (await browser.get(f"/sv/decide?id={reply.id}")).status_code,
                    (await browser.post(f"/replies/{reply.id}/decision", data=form_of(reply))).status_code,
                    (await browser.get("/sv/stop")).status_code,
                    (await browser.post("/halts", data={"reason": "Allt hänger", "confirmed": "yes"})).status_code,
                ]

    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may keep a loop running in this thread
        assert apart.submit(run, asked).result() == [200, 200, 303, 200, 303]
    assert decided(assistant, reply) == ["approve"] and assistant.replies.is_stopped()
