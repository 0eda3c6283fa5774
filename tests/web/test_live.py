"""The live address tells a page what has changed since it was opened, in the page's language, and keeps nobody in."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.incidents.intake import PostInput
from assistant.language import LANGUAGES
from assistant.web.words import load_words


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_counts_what_is_open_and_waits_in_words(anna: TestClient, assistant: Assistant, actors, language):
    words = load_words(language, assistant.zone)
    assistant.incidents.register(PostInput(text="När öppnar ni?", channel="facebook"), actors.anna)
    lists = anna.get(f"/live/{language}").json()["lists"]
    assert set(lists) == {"incidents", "approvals"}
    for page, list_ in lists.items():
        assert list_["number"] == len(list_["ids"])
        assert list_["words"] == words.count(f"frame.count_{page}", list_["number"])


def test_a_new_incident_is_named_by_its_number(anna: TestClient, assistant: Assistant, actors):
    before = anna.get("/live/sv").json()["lists"]["incidents"]["ids"]
    new = assistant.incidents.register(PostInput(text="Är mjölken farlig?", channel="facebook"), actors.anna)
    after = anna.get("/live/sv").json()["lists"]["incidents"]["ids"]
    assert set(after) - set(before) == {new.id}


def test_it_says_who_is_signed_in_and_nothing_more_about_them(anna: TestClient, actors):
    answer = anna.get("/live/sv").json()
    assert answer["person"] == actors.anna.id and answer["stopped"] is False
    assert set(answer) == {"person", "stopped", "lists"}


def test_somebody_signed_out_is_told_so_and_not_led_elsewhere(stranger: TestClient):
    assert stranger.get("/live/sv", headers={"accept": "application/json"}).status_code == 401


def test_asking_it_does_not_keep_a_session_alive(browser_of, assistant: Assistant, actors, clock_for_all):
    browser = browser_of(actors.olle)
    idle = timedelta(minutes=assistant.settings.idle_minutes)
    for _ in range(3):
        clock_for_all.now += idle / 2
        last = browser.get("/live/sv").status_code
    clock_for_all.now -= 3 * idle / 2
    assert last == 401
