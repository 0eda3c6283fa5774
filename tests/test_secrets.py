"""Nothing secret and nobody's words lie where they are not meant to, after a server has been used and stopped."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from assistant.app import build
from assistant.people import add_demo_cast
from assistant.settings import Settings
from tests.serving import KRISPLAN, served

pytestmark = pytest.mark.process
PASSWORD, MISTYPED = "kaskad-tuvull-92-ostron", "kaskad-tuvull-92-ostrom"
HOOK_SECRET, SSO_SECRET = "whsec_a3Jpc3BsYW4taGVtbGlnaGV0LWbDtnItcHJvdi0xMjM0", "sso-hemlighet-4471-prov"
POST = "Violetta pingviner hoppade ur yoghurten. Mitt nummer är 19811218-9876, ring 070-174 06 05."
QUESTION = "Hur många turkosa ekorrar får vi ha på lagret?"
WORDS = ("Violetta pingviner", "198112189876", "19811218-9876", "8112189876", "070-174 06 05", "turkosa ekorrar")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """The folder of a server that was used through its main paths and stopped, and the secrets it was given."""
    folder = tmp_path_factory.mktemp("used")
    (folder / "tmp").mkdir()
    (folder / "run").mkdir()
    assistant = build(Settings(data=folder / "data"))
    people = {one.name.split()[0]: one for one in add_demo_cast(assistant.people)}
    assistant.passwords.set(people["Karin"].id, PASSWORD, None)
    _, token = assistant.tokens.create("Bevakning", "write", 30, people["Lena"])
    link = assistant.invitations.for_person(people["Olle"].id, people["Lena"])
    assistant.close()
    with served((*KRISPLAN, "serve", "--port", "0"), folder / "run", _environment(folder)) as server:
        session = _use(server.browser(), server.address, token, link)
    return folder, (PASSWORD, MISTYPED, HOOK_SECRET, SSO_SECRET, token, link, session)


def _environment(folder: Path) -> dict[str, str]:
    settings = {
        "DATA": str(folder / "data"),
        "HOOK_SECRETS": json.dumps([HOOK_SECRET]),
        "SSO_ISSUER": "http://127.0.0.1:9",
        "SSO_CLIENT": "krisplan",
        "SSO_SECRET": SSO_SECRET,
        "SSO_ROLES": '{"redaktion": "writer"}',
        "SSO_PRIVATE": "true",
    }
    own = {f"KRISPLAN_{name}": value for name, value in settings.items()}
    return {**os.environ, **own, "TMPDIR": str(folder / "tmp"), "HOME": str(folder / "run")}


def _use(browser: httpx.Client, address: str, token: str, link: str) -> str:
    """Sign in after a slip, open pages, deliver a post, ask, export, cause some errors; the session's secret."""
    email = "karin.holm@ljungsjo.example"
    with browser:
        assert browser.post("/login", data={"email": email, "password": MISTYPED, "next": "/"}).status_code != 303
        assert browser.post("/login", data={"email": email, "password": PASSWORD, "next": "/"}).status_code == 303
        session = browser.cookies["krisplan_session"]
        _deliver(address)
        machine = httpx.Client(base_url=address, headers={"authorization": f"Bearer {token}"}, trust_env=False)
        with machine:
            assert machine.post("/api/questions", json={"question": QUESTION}).status_code == 200
            assert machine.get(f"/api/incidents?limit={QUESTION}").status_code == 422
        for path in ("", "chat", "plan", "incidents?id=1", "approvals", "knowledge", "audit", "account", "nowhere"):
            browser.get(f"/sv/{path}", headers={"accept": "text/html", "sec-fetch-mode": "navigate"})
        for path in (f"/welcome?key={link}", f"/sv/decide?id={QUESTION}", "/sign-in/sso", "/export/plan.docx"):
            browser.get(path, headers={"accept": "text/html", "sec-fetch-mode": "navigate"})
        exports = [browser.get(f"/export/{name}.csv").text for name in ("log", "incidents")]
        assert not [word for text in exports for word in WORDS if word in text and "Violetta" not in word]
        browser.post("/sv/gradio_api/queue/join", json={"data": [QUESTION], "fn_index": "x", "session_hash": "s"})
        browser.post("/replies/1/decision", data={"version": QUESTION, "verdict": POST})
    return session


def _deliver(address: str) -> None:
    body = json.dumps({"text": POST, "channel": "facebook", "author": "@robin"})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "prov1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(HOOK_SECRET).sign("prov1", now, body),
    }
    answer = httpx.post(f"{address}/hooks/posts", content=body, headers=headers, trust_env=False)
    assert answer.status_code in (200, 202), answer.text


def test_no_secret_lies_anywhere(used: tuple[Path, tuple[str, ...]]):
    folder, secrets = used
    assert _holding(folder, secrets, _everything(folder)) == []


def test_nobody_s_words_lie_outside_the_database(used: tuple[Path, tuple[str, ...]]):
    folder, _ = used
    outside = [path for path in _everything(folder) if not path.name.startswith("krisplan.db")]
    assert _holding(folder, WORDS[:1], sorted(set(_everything(folder)) - set(outside))), "the post is kept there"
    assert any(path.suffix == ".log" for path in outside)
    assert _holding(folder, WORDS, outside) == []


def test_the_log_tells_what_was_answered(used: tuple[Path, tuple[str, ...]]):
    folder, _ = used
    lines = (folder / "run.log").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(events) > 10 and all({"time", "level", "event"} <= set(event) for event in events)
    assert not [line for line in lines if "Traceback" in line or re.search(r"@ljungsjo\.example", line)]


def test_keys_and_database_are_for_their_owner_only(used: tuple[Path, tuple[str, ...]]):
    folder, _ = used
    assert (folder / "data").stat().st_mode & 0o077 == 0
    assert [path for path in (folder / "data").glob("*.key") if path.stat().st_mode & 0o077] == []


def _everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _holding(folder: Path, wanted: tuple[str, ...], paths: list[Path]) -> list[tuple[str, str]]:
    """Where a text lies as UTF-8 or UTF-16, and which."""
    forms = [(one, form) for one in wanted for form in (one.encode(), one.encode("utf-16-le"))]
    found = []
    for path in paths:
        content = path.read_bytes()
        found += [(str(path.relative_to(folder)), text) for text, form in forms if form in content]
    return found
