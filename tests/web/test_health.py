"""Anybody may ask whether it lives and is ready, and learns nothing else."""

import sqlite3

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.records import readiness
from assistant.web.health import add_health
from assistant.web.view import View
from assistant.web.words import load_words


@pytest.fixture
def asked(assistant: Assistant) -> TestClient:
    app = FastAPI()
    add_health(app, {language: View(assistant, load_words(language, assistant.zone)) for language in ("sv", "en")})
    return TestClient(app)


@pytest.mark.parametrize("path", ["/healthz", "/health"])
def test_alive(stranger: TestClient, path: str):
    assert stranger.get(path).json() == {"status": "ok"}


def test_ready(stranger: TestClient):
    answer = stranger.get("/readyz")
    assert answer.status_code == 200 and answer.json() == {"status": "ready", "search": "ok"}


def test_poorer_search_is_ready_but_said(asked: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(assistant.library), "degraded", property(lambda self: object()))
    assert asked.get("/readyz").json() == {"status": "ready", "search": "degraded"}


def test_without_room_it_is_not_ready(asked: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "LEAST_FREE", 1 << 62)
    answer = asked.get("/readyz")
    assert answer.status_code == 503 and answer.json() == {"status": "not ready", "reason": "disk"}


def test_while_the_database_takes_no_writes_it_is_alive_but_not_ready(asked: TestClient, assistant: Assistant):
    holder = sqlite3.connect(assistant.database.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        assert asked.get("/healthz").status_code == 200
        answer = asked.get("/readyz")
    finally:
        holder.close()
    assert answer.status_code == 503 and answer.json() == {"status": "not ready", "reason": "database"}


def test_many_who_ask_at_once_make_one_look(asked: TestClient, monkeypatch: pytest.MonkeyPatch):
    looked = []
    monkeypatch.setattr("assistant.web.health.hindrance", lambda *_: looked.append(1))
    for _ in range(20):
        asked.get("/readyz")
    assert len(looked) == 1
