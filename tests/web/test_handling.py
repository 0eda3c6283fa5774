"""Whatever is pressed, and however it is called: no person, no act; no permission, no act."""

import gradio as gr
import pytest
from gradio.events import EventData

from assistant.app import Assistant
from assistant.web.handling import Call, on
from assistant.web.site import blocks
from assistant.web.view import View
from assistant.web.words import load_words


@pytest.fixture(scope="module")
def site(assistant: Assistant, application) -> gr.Blocks:
    return blocks(View(assistant, load_words("sv", assistant.zone)))


def _call(function, person_id: int | None, data: object = None):
    request = gr.Request(username=None if person_id is None else str(person_id), query_params={"id": "1"})
    answer = function.fn(request, EventData(None, data), *[None] * len(function.inputs))
    if function.types_generator:
        answer = [[], *answer][-1] or [""]
    return answer if isinstance(answer, list) else [answer]


def _handlers(site: gr.Blocks) -> list:
    """All but Gradio's own cancelling, which has no function."""
    return [function for function in site.fns.values() if function.fn]


@pytest.mark.parametrize("person_id", [None, 0, 4711])
def test_every_handler_refuses_somebody_unknown_and_changes_nothing(site: gr.Blocks, assistant: Assistant, person_id):
    before = assistant.audit.head()
    assert len(_handlers(site)) > 25
    for function in _handlers(site):
        *others, told = _call(function, person_id)
        assert 'role="alert"' in told and "Välj vem du är" in told
        assert all(one == gr.skip() for one in others)
    assert assistant.audit.head() == before


def test_a_reader_may_read_and_nothing_else(site: gr.Blocks, assistant: Assistant, actors):
    before = assistant.audit.head()
    refused = [function for function in _handlers(site) if "Din roll får" in str(_call(function, actors.olle.id)[-1])]
    assert len(refused) >= 14
    assert assistant.audit.head() == before


def test_a_failure_inside_is_told_in_plain_words(assistant: Assistant, actors, caplog):
    def fail(call: Call, *_: object) -> list[str]:
        raise ZeroDivisionError("secret detail")

    view = View(assistant, load_words("en", assistant.zone))
    with gr.Blocks() as page:
        shown, line = gr.HTML(), gr.HTML()
        on(view, page.load, fail, outputs=[shown, line])
    _, told = _call(next(iter(page.fns.values())), actors.anna.id)
    assert "Something went wrong on our side" in told and "secret" not in told
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("sent", ["x", "-1", "1e3", "9" * 40, None, {"id": 1}, "1; DROP TABLE reply"])
def test_what_a_press_sends_along_is_a_small_number_or_nothing(actors, sent: object):
    call = Call(actors.anna, {"id": str(sent)}, {"id": sent})
    assert call.picked() is None and call.asked("id") is None
