"""On a real server: nobody sees or does another's, whatever is forged, and the fields of a call carry no authority."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from tests.web.calling import dump, rows, snapshot
from tests.web.house import Caller, House, house

pytestmark = pytest.mark.process
LONG = ("documents.samples", "plan.draft", "ask.send_plan")
INTERNALS = ("Traceback", "sqlalchemy", "assistant/", "site-packages", "sqlite", "Error(", "<class")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory):
    with house(tmp_path_factory.mktemp("forged")) as made:
        yield made


@pytest.fixture(scope="module")
def tora(real: House) -> Caller:
    return real.caller("tora")


def _upload(caller: Caller, name: str = "regler.md", content: str = "# Regler\n\nVi svarar inom 30 minuter.") -> str:
    answer = caller.client.post("/sv/gradio_api/upload", files={"files": (name, content.encode(), "text/markdown")})
    assert answer.status_code == 200, answer.text
    return answer.json()[0]


def _file(path: str) -> list[dict]:
    return [{"path": path, "orig_name": "x.md", "meta": {"_type": "gradio.FileData"}}]


def test_what_one_person_asked_another_never_hears(real: House):
    tora, karin = real.caller("tora"), real.caller("karin")
    tora.join(real.number("ask.send"), ["Vad är hemligt och mitt?"])
    where = {"session_hash": tora.mark}
    for forged in (where, {**where, "trigger_id": "1"}):
        answer = karin.client.get("/sv/gradio_api/queue/data", params=forged)
        assert answer.status_code == 404 and "hemligt" not in answer.text
    assert karin.join(real.number("ask.show"), session_hash=tora.mark).status_code == 404
    wish = {"session_hash": tora.mark, "fn_index": real.number("ask.send"), "event_id": "x"}
    assert karin.client.post("/sv/gradio_api/cancel", json=wish).status_code == 404
    assert "Vad är hemligt och mitt?" in json.dumps(tora.answers(), ensure_ascii=False)


def test_a_conversation_of_somebody_else_cannot_be_opened_by_its_number(real: House):
    tora, karin = real.caller("tora"), real.caller("karin")
    tora.press(real.number("ask.send"), ["Vad gäller för min hemliga fråga?"])
    highest = len(rows(real.database, "SELECT id FROM conversation"))
    for number in range(1, highest + 1):
        karin.client.params = {"c": str(number)}
        assert "hemliga fråga" not in karin.press(real.number("ask.show"))


def test_an_upload_is_its_owners_until_it_is_taken_in_and_then_gone(real: House):
    tora, karin = real.caller("tora"), real.caller("karin")
    path = _upload(tora, content=f"# Regler {time.time()}\n\nVi svarar inom 30 minuter.")
    before = dump(real.database)
    assert karin.client.get(f"/sv/gradio_api/file={path}").status_code == 404
    assert karin.join(real.number("documents.add"), [_file(path)]).status_code == 404
    for other in (str(real.database), f"{path}/../../../web.key", "/etc/passwd", "http://127.0.0.1:9/x"):
        assert tora.join(real.number("documents.add"), [_file(other)]).status_code == 404
    assert dump(real.database) == before and Path(path).exists()
    assert tora.client.get(f"/sv/gradio_api/file={path}").status_code == 200
    assert "regler.md" in tora.press(real.number("documents.add"), [_file(path)])
    assert "regler.md" in str(dump(real.database)["document"] + dump(real.database)["document_version"])
    assert _files(real) == []
    assert tora.join(real.number("documents.add"), [_file(path)]).status_code == 404


def test_whoever_may_not_add_documents_leaves_no_file_behind(real: House):
    olle = real.caller("olle")
    answer = olle.client.post("/sv/gradio_api/upload", files={"files": ("x.md", b"# X", "text/markdown")})
    assert answer.status_code == 403 and _files(real) == []
    assert (real.people["olle"].actor, "web:files.upload") in rows(
        real.database, "SELECT actor, item FROM audit WHERE action = 'access.refused'"
    )


def test_a_call_larger_than_a_page_sends_is_refused(tora: Caller, real: House):
    assert tora.join(real.number("ask.send"), ["x" * 1_100_000]).status_code == 413


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["1", "2", "approve", "administrator", "9" * 40, "'; DROP TABLE reply; --", "${x}", "\u202e"]),
)
fields = st.sampled_from(["id", "value", "author", "role", "person", "hash", "sha", "at", "approved", "path", "meta"])
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(fields, inner, max_size=3))
)
extras = st.fixed_dictionaries(
    {},
    optional={
        "event_data": values,
        "trigger_id": st.one_of(scalars, st.integers(0, 200)),
        "event_id": scalars,
        "oauth_token": scalars,
        "batched": scalars,
        "simple_format": scalars,
        "username": st.sampled_from(["4", "Karin Holm", 4]),
        "request": values,
        "session_hash": st.one_of(scalars, st.just("forged")),
        "fn_index": st.one_of(scalars, st.integers(0, 60)),
        "role": st.just("administrator"),
        "author": st.just(4),
    },
)


@settings(max_examples=60, deadline=None, database=None)
@given(data=st.data(), extra=extras)
def test_no_forged_call_brings_up_internals_or_acts_as_somebody_else(tora: Caller, real: House, data, extra: dict):
    wanted = data.draw(st.sampled_from([number for number, one in real.handlers.items() if one.name not in LONG]))
    inputs = data.draw(st.lists(values, min_size=real.inputs[wanted], max_size=real.inputs[wanted] + 1))
    before, since = snapshot(real.database), _now()
    caller = Caller(tora.person, tora.client)
    answer = caller.join(wanted, inputs, **extra)
    assert answer.status_code in (200, 400, 404, 413), answer.text
    said = answer.text
    if answer.status_code == 200:
        caller.mark = extra.get("session_hash", caller.mark)
        said += json.dumps(caller.answers(), ensure_ascii=False)
    assert not [word for word in INTERNALS if word in said], said
    _all_hers(real, snapshot(real.database) - before, since)


def test_the_fields_of_a_draft_carry_no_author_role_or_time(real: House, tora: Caller):
    before, since = snapshot(real.database), _now()
    forged = {"author": 4, "person_id": 4, "role": "comms_director", "requested_by": 4, "at": "2001-01-01", "sha": "0"}
    post = ["Er glass smakar såpa!", "facebook", "Karin Holm", "", "2001-01-01 10:00", 5]
    assert 'role=\\"alert' not in tora.press(real.number("registering.register"), post, event_data=forged, **forged)
    incident = max(number for (number,) in rows(real.database, "SELECT id FROM incident"))
    tora.press(real.number("reply_draft.make"), [incident], event_data={**forged, "id": "1"}, **forged)
    reply = max(number for (number,) in rows(real.database, "SELECT id FROM item"))
    text = "Hej! Vi tittar på det och återkommer i dag."
    tora.press(real.number("reply_draft.submit"), [1, reply, 1, text], event_data={**forged, "id": "1"}, **forged)
    _all_hers(real, snapshot(real.database) - before, since)
    assert rows(real.database, f"SELECT incident_id FROM item WHERE id = {reply}") == [(incident,)]
    authors = rows(
        real.database,
        "SELECT DISTINCT person_id FROM version_author WHERE version_id IN "
        f"(SELECT id FROM version WHERE item_id = {reply})",
    )
    assert authors == [(real.people["tora"].id,)]


def _files(real: House) -> list[Path]:
    return [path for path in real.uploads.rglob("*") if not path.is_dir()]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _all_hers(real: House, new: set, since: str) -> None:
    """Each new row that names who and when names Tora and now; nothing was decided, and nobody was given anything."""
    tora = real.people["tora"]
    assert {table for table, _ in new}.isdisjoint({"person", "person_role", "decision", "outbox", "halt", "delegation"})
    for table, columns in new:
        row = dict(columns)
        who = {row[column] for column in ("person_id", "opened_by", "actor") if row.get(column) is not None}
        assert who <= {tora.id, tora.actor}, (table, row)
        assert since <= row.get("at", since) <= _now(), (table, row)


def test_what_forged_calls_wrote_into_the_servers_log_holds_nothing_that_was_typed(real: House, tora: Caller):
    typed = "Mormors-hemliga-recept-19121212-1212"
    for name in ("approvals.chosen", "approvals.decide", "assessment.decide", "document_facts.save", "ask.send"):
        number = real.number(name)
        tora.press(number, [typed] * real.inputs[number])
        tora.press(number, [typed])
    assert typed not in real.log.read_text(encoding="utf-8", errors="replace")


@pytest.mark.browser
def test_nine_tabs_at_once_still_answer(real: House, real_browser: Browser):
    context = real_browser.new_context(locale="sv-SE")
    name, _, value = real.cookies["karin"].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": real.address}])
    try:
        tabs = [context.new_page() for _ in range(9)]
        for tab in tabs:
            tab.goto(f"{real.address}/sv/incidents", wait_until="commit")
        for tab in tabs:
            expect(tab.locator("#kp-queue")).to_contain_text("Mjölken är sur!", timeout=30_000)
        took = [_press_takes(tab) for tab in tabs]
        assert max(took) < 10, took
    finally:
        context.close()


def _press_takes(tab: Page) -> float:
    """Seconds from a press to its answer."""
    began = time.monotonic()
    tab.locator("#kp-queue [data-ev=pick]").first.click()
    expect(tab.locator("#kp-detail .kp-post")).to_be_visible(timeout=20_000)
    return time.monotonic() - began
