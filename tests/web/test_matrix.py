"""Who may do what is what the page about access says, measured by really asking, and a refusal changes nothing."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.people import Person, add_demo_cast
from assistant.settings import Settings
from assistant.web.access import ROUTES
from assistant.web.handling import Handler
from assistant.web.identity import cookie_name
from assistant.web.server import create_app
from assistant.web.site import blocks
from assistant.web.view import View
from assistant.web.words import load_words
from tests.web.calling import dump, functions, refusals, request_of
from tests.web.house import House, house

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
HOST = "http://127.0.0.1:7860"
PEOPLE = ("reader", "writer", "approver", "keeper", "administrator", "deputy")
TOKENS = ("token, read", "token, write")
SAMPLES = {"language": "sv", "page": "incidents", "rest": "x"}


@dataclass
class Cast:
    """One of each kind, and how each shows who they are."""

    assistant: Assistant
    application: object
    people: dict[str, Person]
    tokens: dict[str, str]
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        headers = {"sec-fetch-site": "same-origin", "origin": HOST}
        self.client = TestClient(self.application, base_url=HOST, follow_redirects=False, headers=headers)

    def identity(self, kind: str) -> dict[str, str]:
        """A session of its own for every request, for some requests end the session."""
        if kind in self.tokens:
            return {"authorization": f"Bearer {self.tokens[kind]}"}
        if kind == "nobody":
            return {}
        return {"cookie": f"{cookie_name('')}={self.assistant.sessions.start(self.people[kind].id, 'password')}"}


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    before = dict(os.environ)
    assistant = build(Settings(data=tmp_path_factory.mktemp("matrix") / "data"))
    first = {one.name.split()[0]: one for one in add_demo_cast(assistant.people)}
    chosen = {"reader": "Olle", "approver": "Erik", "keeper": "Sara", "administrator": "Lena"}
    people = {kind: first[name] for kind, name in chosen.items()}
    people["writer"] = assistant.people.add("Tora Sen", "tora.sen@ljungsjo.example", ["writer"])
    people["deputy"] = _deputy(assistant, first["Erik"])
    tokens = {f"token, {one}": assistant.tokens.create(one, one, 30, first["Lena"])[1] for one in ("read", "write")}
    yield Cast(assistant, create_app(assistant), people, tokens)
    assistant.close()
    os.environ.clear()
    os.environ.update(before)


def _deputy(assistant: Assistant, away: Person) -> Person:
    deputy = assistant.people.add("Ylva Ros", "ylva.ros@ljungsjo.example", ["reader"])
    now = assistant.clock()
    assistant.delegations.give("community_manager", away.id, deputy.id, now, now + timedelta(days=7), away)
    return deputy


def test_the_addresses_answer_whom_the_page_says(cast: Cast):
    measured = {route: _who_gets_in(cast, route) for route in ROUTES}
    for route, policy in ROUTES.items():
        expected = {kind for kind in PEOPLE if policy in ("open", "signed_in") or _may(cast, kind, policy)}
        assert policy == "signature" or {kind for kind in PEOPLE if measured[route][kind]} == expected, route
    kinds = ("nobody", *PEOPLE, *TOKENS)
    _matches(
        "Addresses",
        _table(("Address", "Asks for"), kinds, [((f"`{route}`", ROUTES[route]), measured[route]) for route in ROUTES]),
    )


def test_the_handlers_obey_whom_the_page_says(cast: Cast):
    site = blocks(View(cast.assistant, load_words("sv", cast.assistant.zone)))
    found: dict[Handler, dict[str, bool]] = {}
    for function, declared in functions(site):
        who = {kind: _gets_through(cast, function, declared, kind) for kind in PEOPLE}
        assert who == {kind: _may(cast, kind, declared.permission) for kind in PEOPLE}, declared
        who |= {kind: _machine_gets_through(cast, function, kind) for kind in TOKENS}
        assert found.setdefault(declared, who) == who
    listed = sorted(found.items(), key=lambda one: (one[0].page, one[0].name))
    rows = [((f"`{one.name}`", one.page or "(start)", one.permission), who) for one, who in listed]
    _matches("Presses on a page", _table(("Handler", "Page", "Asks for"), (*PEOPLE, *TOKENS), rows))


def _may(cast: Cast, kind: str, policy: str) -> bool:
    person = cast.assistant.people.load(cast.people[kind].id)
    return person is not None and policy not in ("open", "signed_in", "signature") and person.may(policy)


def _who_gets_in(cast: Cast, route: str) -> dict[str, bool]:
    if ROUTES[route] == "signature":
        return {}
    method, _, template = route.partition(" ")
    address = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: SAMPLES.get(found[1], "999999"), template)
    query = "?doc=1" if address.endswith("/knowledge") else ""
    got = {}
    for kind in ("nobody", *PEOPLE, *TOKENS):
        known = len(refusals(cast.assistant.settings.database_path))
        answer = cast.client.request(method, address + query, headers=cast.identity(kind))
        noted = refusals(cast.assistant.settings.database_path)[known:]
        assert {item for _, item in noted} <= {f"web:{route}"}, (route, noted)
        got[kind] = answer.status_code != 401 and not noted and not (kind in TOKENS and answer.status_code == 403)
        assert answer.status_code == 403 or not noted
    return got


def _gets_through(cast: Cast, function, declared: Handler, kind: str) -> bool:
    """Only as far as the first answer: the demand is checked before anything else."""
    known = len(refusals(cast.assistant.settings.database_path))
    answer = function.fn(*request_of(cast.people[kind].id), *[None] * len(function.inputs))
    if function.types_generator:
        next(answer, None)
        answer.close()
    noted = refusals(cast.assistant.settings.database_path)[known:]
    assert noted in ([], [(cast.people[kind].actor, f"web:{declared.name}")])
    return not noted


def _machine_gets_through(cast: Cast, function, kind: str) -> bool:
    call = {"data": [None] * len(function.inputs), "fn_index": function._id, "session_hash": "machine"}
    answer = cast.client.post("/sv/gradio_api/queue/join", json=call, headers=cast.identity(kind))
    return answer.status_code != 403


def _table(heads: tuple[str, ...], kinds: tuple[str, ...], rows: list[tuple[tuple[str, ...], dict[str, bool]]]) -> str:
    lines = [(*heads, *kinds), ("---",) * (len(heads) + len(kinds))]
    for names, who in rows:
        lines.append((*names, *(("yes" if who[kind] else "–") if who else "by signature" for kind in kinds)))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _matches(heading: str, table: str) -> None:
    """The page holds this table last under its heading."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(f"## {heading}\n")
    under, following, after = rest.partition("\n## ")
    prose = under.split("\n| ")[0].strip("\n")
    fresh = f"{before}## {heading}\n\n" + (f"{prose}\n\n" if prose else "") + f"{table}\n" + following + after
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        PAGE.write_text(fresh, encoding="utf-8")
    assert fresh == page or os.environ.get("UPDATE_SNAPSHOTS") == "1", "docs/access.md is out of date"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("matrix-house")) as made:
        yield made


@pytest.mark.process
@pytest.mark.parametrize("name", ["olle", "tora", "erik", "lena"])
def test_calls_straight_through_the_queue_are_refused_exactly_where_more_is_demanded(real: House, name: str):
    """Reader, writer, approver and administrator. What is refused is called first, so that it shows what it changed."""
    caller = real.caller(name)
    config = caller.client.get("/sv/config").json()
    offered = {one["id"]: len(one["inputs"]) for one in config["dependencies"] if one["backend_fn"]}
    assert set(real.handlers) <= set(offered) and len(offered) >= len(real.handlers)
    beyond = [number for number, one in real.handlers.items() if not caller.person.may(one.permission)]
    before, known = dump(real.database), len(refusals(real.database))
    for number in beyond:
        assert caller.join(number, [None] * offered[number]).status_code == 200
    said = caller.answers() if beyond else {}
    assert dump(real.database) == before
    refused = sorted(item for who, item in refusals(real.database)[known:])
    assert refused == sorted(f"web:{real.handlers[number].name}" for number in beyond)
    assert len(beyond) >= 4 and len([one for one in said if one]) == len(beyond)
    known = len(refusals(real.database))
    within = [number for number, one in real.handlers.items() if number not in beyond and one.name not in SLOW]
    for number in within:
        assert caller.join(number, [None] * offered[number]).status_code == 200
    caller.answers()
    assert refusals(real.database)[known:] == []


SLOW = ("documents.samples", "plan.draft", "ask.send_plan")
