"""Whatever is pressed, and however it is called: no person, no act; no permission, no act."""

import logging
from pathlib import Path

import gradio as gr
import pytest

from assistant.app import Assistant
from assistant.errors import NotAllowed
from assistant.web.handling import Call, handlers, on
from assistant.web.site import blocks
from assistant.web.uploads import Uploads
from assistant.web.view import View
from assistant.web.words import load_words
from tests.web.calling import call, dump, functions, refusals


@pytest.fixture(scope="module")
def site(assistant: Assistant, application) -> gr.Blocks:
    return blocks(View(assistant, load_words("sv", assistant.zone)))


def test_every_handler_is_declared_and_a_name_stands_for_one_demand(site: gr.Blocks):
    declared = list(handlers(site).values())
    assert len(declared) > 25
    assert len({one.name for one in declared}) == len({(one.name, one.permission) for one in declared})
    assert {one.page for one in declared} == {page for page, *_ in site.pages}


def test_a_function_bound_past_the_declaration_is_found_out():
    with gr.Blocks() as page:
        shown = gr.HTML()
        page.load(lambda: "hello", outputs=[shown])
    with pytest.raises(AttributeError):
        handlers(page)


@pytest.mark.parametrize("person_id", [None, 0, 4711])
def test_every_handler_refuses_somebody_unknown_and_changes_nothing(site: gr.Blocks, assistant: Assistant, person_id):
    before = assistant.audit.head()
    for function, _ in functions(site):
        *others, told = call(function, person_id)
        assert 'role="alert"' in told and "Du behöver logga in igen" in told
        assert all(one == gr.skip() for one in others)
    assert assistant.audit.head() == before


def test_a_reader_may_read_and_every_refusal_is_logged_and_changes_nothing_else(
    site: gr.Blocks, assistant: Assistant, actors
):
    beyond = [(function, one.name) for function, one in functions(site) if one.permission != "read"]
    assert len(beyond) >= 20
    database = assistant.settings.database_path
    before, known = dump(database), len(refusals(database))
    for function, _ in beyond:
        *others, told = call(function, actors.olle.id)
        assert 'role="alert"' in told and "Din roll får" in told and all(one == gr.skip() for one in others)
    assert dump(database) == before
    assert refusals(database)[known:] == [(actors.olle.actor, f"web:{name}") for _, name in beyond]


@pytest.mark.parametrize("typed", ["Gör ett utkast till krisplan", "Vad gör vi nu?\nMjölken är sur!", "Vad gör vi nu?"])
def test_a_reader_may_ask_in_the_chat_but_not_have_anything_written(
    site: gr.Blocks, assistant: Assistant, actors, typed: str
):
    send = next(function for function, one in functions(site) if one.name == "ask.send")
    before = dump(assistant.settings.database_path)
    assert "får läsa men inte skriva" in call(send, actors.olle.id, inputs=[typed])[-1]
    assert dump(assistant.settings.database_path) == before
    assert 'role="alert"' not in call(send, actors.olle.id, inputs=["Hur snabbt ska vi svara vid nivå 3?"])[-1]


def test_a_failure_inside_is_told_in_plain_words(assistant: Assistant, actors, caplog):
    caplog.set_level(logging.ERROR)  # whatever a command run in this process has made of it

    def fail(call: Call, *_: object) -> list[str]:
        raise ZeroDivisionError("secret detail")

    view = View(assistant, load_words("en", assistant.zone))
    with gr.Blocks() as page:
        shown, line = gr.HTML(), gr.HTML()
        on(view, page.load, fail, outputs=[shown, line])
    _, told = call(next(iter(page.fns.values())), actors.anna.id)
    assert "Something went wrong on our side" in told and "secret" not in told
    assert "a page handler failed" in caplog.text


@pytest.mark.parametrize("sent", ["x", "-1", "1e3", "9" * 40, None, {"id": 1}, "1; DROP TABLE reply"])
def test_what_a_press_sends_along_is_a_small_number_or_nothing(actors, sent: object):
    call = Call(actors.anna, {"id": str(sent)}, {"id": sent})
    assert call.picked() is None and call.asked("id") is None


def test_only_ones_own_uploads_are_taken_in_and_they_are_gone_afterwards(actors, tmp_path: Path):
    file = tmp_path / "uploads" / "abc" / "policy.md"
    file.parent.mkdir(parents=True)
    file.write_text("# Policy")
    uploads = Uploads(tmp_path / "uploads")
    uploads.remember(actors.anna, [str(file)])
    own, other = (Call(person, {}, {}, uploads) for person in (actors.anna, actors.karin))
    for refused in (other, Call(actors.anna, {}, {})):
        with pytest.raises(NotAllowed, match="not uploaded by you"):
            refused.brought([str(file)])
    for path in (str(tmp_path / "secret"), f"{file}/../policy.md", "https://evil.example/x", None):
        with pytest.raises(NotAllowed):
            own.brought([str(file), path])
    other.done_with([file])
    assert own.brought([str(file)]) == [file] and file.exists()
    own.done_with([file])
    assert list((tmp_path / "uploads").iterdir()) == []
