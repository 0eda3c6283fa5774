"""A real server with a small company in it, and calls to its pages just as the pages make them, or nearly."""

import itertools
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from assistant.app import Assistant, build
from assistant.incidents.intake import PostInput
from assistant.people import Person, add_demo_cast
from assistant.settings import Settings
from assistant.web.handling import Handler, handlers
from assistant.web.identity import cookie_name
from assistant.web.site import blocks
from assistant.web.view import View
from assistant.web.words import load_words
from tests.serving import KRISPLAN, served

_marks = itertools.count(1)


@dataclass
class Caller:
    """One person's browser with one open page."""

    person: Person
    client: httpx.Client
    mark: str = field(default_factory=lambda: f"page{next(_marks)}")

    def join(self, number: int, data: Sequence[object] = (), **forged: Any) -> httpx.Response:
        call = {"data": list(data), "event_data": None, "fn_index": number, "trigger_id": None}
        return self.send({**call, "session_hash": self.mark, **forged})

    def send(self, body: object) -> httpx.Response:
        """Any JSON, and what Python writes beyond it, such as NaN."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        return self.client.post("/sv/gradio_api/queue/join", content=content, headers=headers)

    def answers(self) -> dict[str, list[dict]]:
        """All that came back, by call, until nothing is under way any more."""
        came: dict[str, list[dict]] = {}
        until = time.monotonic() + 60
        where = {"session_hash": self.mark}
        with self.client.stream("GET", "/sv/gradio_api/queue/data", params=where) as events:
            for line in events.iter_lines():
                assert time.monotonic() < until
                message = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                came.setdefault(message.get("event_id", ""), []).append(message)
        return came

    def press(self, number: int, data: Sequence[object] = (), **forged: Any) -> str:
        """One call, and all that came of it as text."""
        answer = self.join(number, data, **forged)
        if answer.status_code != 200:
            return f"{answer.status_code} {answer.text}"
        return json.dumps(self.answers(), ensure_ascii=False)


@dataclass(frozen=True)
class House:
    """The running server, what its pages can call, and who is there."""

    address: str
    log: Path
    database: Path
    uploads: Path
    handlers: dict[int, Handler]
    inputs: dict[int, int]
    people: dict[str, Person]
    cookies: dict[str, str]

    def number(self, name: str) -> int:
        return next(number for number, one in self.handlers.items() if one.name == name)

    def browser(self, name: str) -> httpx.Client:
        headers = {"sec-fetch-site": "same-origin", "origin": self.address, "cookie": self.cookies[name]}
        return httpx.Client(base_url=self.address, headers=headers, trust_env=False, timeout=30)

    def caller(self, name: str) -> Caller:
        return Caller(self.people[name], self.browser(name))


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """`krisplan serve` on a folder with people, an incident and a draft that waits for approval."""
    data = folder / "data"
    assistant = build(Settings(data=data, company="Ljungsjö Mejeri"))
    add_demo_cast(assistant.people)
    assistant.people.add("Tora Sen", "tora.sen@ljungsjo.example", ["writer"])
    people = {one.name.split()[0].casefold(): one for one in assistant.people.all()}
    incident = assistant.incidents.register(PostInput(text="Mjölken är sur!", channel="facebook"), people["anna"])
    draft = assistant.drafting.draft_reply(incident.id, people["anna"], anyway=True)
    assistant.replies.submit(draft.id, draft.version, people["anna"])
    declared, inputs = _handlers(assistant)
    cookies = {name: _cookie(assistant, person) for name, person in people.items()}
    assistant.close()
    environment = {**os.environ, "KRISPLAN_DATA": str(data)}
    with served([*KRISPLAN, "serve", "--port", "0"], folder, environment) as server:
        database, uploads = assistant.settings.database_path, data / "uploads"
        yield House(server.address, server.log, database, uploads, declared, inputs, people, cookies)


def _handlers(assistant: Assistant) -> tuple[dict[int, Handler], dict[int, int]]:
    site = blocks(View(assistant, load_words("sv", assistant.zone)))
    return handlers(site), {number: len(function.inputs) for number, function in site.fns.items()}


def _cookie(assistant: Assistant, person: Person) -> str:
    return f"{cookie_name('')}={assistant.sessions.start(person.id, 'password')}"
