"""In a one-person organisation own texts may be approved, and every page that shows one calls it self-approved."""

from pathlib import Path

import pytest

from assistant.app import build
from assistant.incidents.intake import PostInput
from assistant.language import LANGUAGES
from assistant.settings import Settings
from assistant.web import frame
from assistant.web.approval_view import detail, receipt
from assistant.web.view import View
from assistant.web.words import load_words
from tests.conftest import StandingClock


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory):
    data: Path = tmp_path_factory.mktemp("alone") / "data"
    assistant = build(Settings(data=data, single_operator=True), StandingClock())
    person = assistant.people.add("Bo Ny", "bo.ny@example.com", ["writer", "community_manager"])
    incident = assistant.incidents.register(PostInput(text="När öppnar ni?", channel="facebook"), person)
    draft = assistant.drafting.draft_reply(incident.id, person, anyway=True)
    draft = assistant.replies.edit(draft.id, draft.version, "Hej! Vi öppnar klockan tio.", person)
    waiting = assistant.replies.submit(draft.id, draft.version, person)
    assistant.replies.decide(waiting.id, waiting.version, waiting.sha, "approve", "Jag är ensam här.", person)
    assistant.replies.copy_text(waiting.id, person)
    assistant.replies.confirm_sent(waiting.id, person, "")
    yield assistant, person, waiting.id
    assistant.close()


@pytest.fixture(params=LANGUAGES)
def view(request, alone) -> View:
    return View(alone[0], load_words(request.param, alone[0].zone))


def test_the_heading_the_decision_and_the_receipt_say_self_approved(view: View, alone):
    assistant, person, number = alone
    label = view.words("approvals.self_approved")
    assert detail(view, assistant.replies.load(number), person).count(label) == 2
    assert label in receipt(view, assistant.replies.receipt(number))


def test_every_page_says_that_self_approval_is_on(view: View, alone):
    assert view.words("frame.self_approval") in frame.frame(view, alone[1], f"/{view.language}/", "")
