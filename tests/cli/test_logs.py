"""What the program tells of itself holds no personal details, no secret and nobody's words, at any level."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from assistant.cli.logs import discreet, keep_logs, quiet_errors

POST = "Jag hittade ett hår i filmjölken, unikum"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("assistant")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], root.level, ours.level = before
    logging.captureWarnings(False)


class Told:
    """Everything written to standard error so far."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture, self._seen = capture, ""

    def __str__(self) -> str:
        self._seen += self._capture.readouterr().err
        return self._seen

    @property
    def events(self) -> list[dict]:
        return [json.loads(line) for line in str(self).splitlines()]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(capsys)


def test_one_event_is_one_line_of_json(told: Told):
    keep_logs(serving=True, trace=False)
    logging.getLogger("assistant.x").info("request", extra={"method": "GET", "status": 200, "body": POST, "ms": 3})
    (event,) = told.events
    assert event.pop("time").endswith("Z")
    assert event == {
        "level": "info", "event": "request", "logger": "assistant.x", "method": "GET", "status": 200, "ms": 3
    }  # fmt: skip


@pytest.mark.parametrize("trace", [False, True])
def test_an_error_is_told_by_kind_and_place_without_its_words(told: Told, trace: bool):
    keep_logs(serving=True, trace=trace)
    try:
        try:
            raise ValueError(POST)
        except ValueError as error:
            raise ExceptionGroup(POST, [KeyError("811218-9876")]) from error
    except ExceptionGroup as error:
        logging.getLogger("assistant.x").error("a page handler failed", exc_info=error)
    assert "unikum" not in str(told) and "9876" not in str(told)
    for word in ("ExceptionGroup", "KeyError", "ValueError", "cli/test_logs.py:"):
        assert word in str(told)
    assert trace or len(told.events) == 1


@pytest.mark.parametrize("trace", [False, True])
def test_a_library_s_words_about_what_it_was_given_are_left_out(told: Told, trace: bool):
    keep_logs(serving=True, trace=trace)
    logging.getLogger("library").warning("could not parse %r", POST)
    logging.getLogger("library").error("Task exception was never retrieved\nfuture: <Task %s>" % POST)  # noqa: UP031
    logging.getLogger("library").info("debugging " + POST)
    assert "unikum" not in str(told)
    assert "could not parse" in str(told) and "never retrieved" in str(told)


def test_personal_details_and_secrets_in_a_message_are_masked():
    said = discreet(
        "anna@mejeri.example 811218-9876 +46 70 123 45 67 4111 1111 1111 1111 token=abc Authorization: Bearer xyz "
        "krisplan_a8s7d6f5g4 /welcome?key=qwerty&x=1 password 'hunter2'"
    )
    for secret in ("anna@", "9876", "123 45", "1111", "abc", "xyz", "a8s7", "qwerty", "hunter2"):
        assert secret not in said, said


def test_what_is_printed_to_standard_error_becomes_events_without_words(told: Told):
    keep_logs(serving=True, trace=False)
    with quiet_errors():
        sys.stderr.write(f"något om {POST}\n")
        try:
            raise ValueError(f"{POST}\n{POST}")
        except ValueError:
            sys.excepthook(*sys.exc_info())
    assert "unikum" not in str(told)
    said = [event["event"] for event in told.events]
    assert said[-1] == "ValueError" and "cli/test_logs.py" in said[0]


def test_a_command_is_silent_unless_the_trace_is_asked_for(told: Told):
    keep_logs(serving=False, trace=False)
    logging.getLogger("assistant.x").error("quiet")
    assert str(told) == ""
    keep_logs(serving=False, trace=True)
    logging.getLogger("assistant.x").warning("loud")
    assert "loud" in str(told)
