"""Every answered request leaves one line that says which route, for whom and how fast, and nothing it carried."""

import logging

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import navigating

FACTS = ("method", "route", "status", "person")


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple]:
    told = [one for one in caplog.records if one.name == "assistant.web.request_log"]
    return [tuple(getattr(one, fact) for fact in FACTS) for one in told]


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "assistant.web.request_log")


def test_a_line_names_the_route_and_the_person_by_number(anna: TestClient, actors, caplog):
    anna.get("/documents/1/original?hemligt=1")
    anna.get("/sv/incidents/7", headers={"accept": "text/html"})
    assert lines(caplog) == [
        ("GET", "/documents/{version_id}/original", 200, actors.anna.id),
        ("GET", "/{language}/{page}/{number:int}", 307, actors.anna.id),
    ]
    record = caplog.records[-1]
    assert len(record.request) == 12 and record.ms >= 0 and record.getMessage() == "request"


def test_what_the_shell_refuses_is_told_too(stranger: TestClient, caplog):
    navigating(stranger, "/sv/incidents?id=5&x=hemligt")
    stranger.post("/login", headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"})
    stranger.get("/sv/hemligt/", headers={"host": "evil.example"})
    assert [line[:1] + line[2:] for line in lines(caplog)] == [
        ("GET", 303, None),
        ("POST", 403, None),
        ("GET", 400, None),
    ]
    assert "hemligt" not in "".join(map(str, lines(caplog)))


def test_files_polls_and_health_leave_no_line(anna: TestClient, caplog):
    for path in ("/static/icon.svg", "/live/sv", "/healthz", "/readyz", "/favicon.ico"):
        assert anna.get(path).status_code == 200, path
    assert lines(caplog) == []


def test_gradio_s_own_routes_are_told_below_the_page(anna: TestClient, caplog):
    anna.get("/sv/config")
    assert [(line[0], line[2]) for line in lines(caplog)] == [("GET", 200)]
    assert lines(caplog)[0][1] == "/sv/config"
