"""What does every test stand on: own data folder, no network, a clock that stands still, a small named cast?"""

import ipaddress
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from assistant.guards.draft import Finding
from assistant.language import Said
from assistant.people import People, add_demo_cast
from assistant.records.database import Database
from assistant.records.moments import moment_text
from assistant.replies.replies import Proposal, Replies
from assistant.replies.reply import Reply

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_LOCAL_NAMES = {"", "localhost", "testserver", socket.gethostname()}


class StandingClock:
    """Shows the same moment until a test moves it; called like any `Clock`."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`KRISPLAN_DATA` points at an empty folder of the test's own; no settings leak in from outside."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("KRISPLAN_DATA", str(folder))
    monkeypatch.delenv("KRISPLAN_SETTINGS", raising=False)
    return folder


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse every connection and look-up that leaves this machine, and fail the test that tried."""
    tried: list[str] = []

    def guarded(name: str):
        original = getattr(socket.socket, name)

        def call(self: socket.socket, *args: object, **kwargs: object):
            address = args[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
                tried.append(f"{name} {address}")
                raise ConnectionRefusedError(f"tests do not leave this machine: {address}")
            return original(self, *args, **kwargs)

        return call

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    look_up = socket.getaddrinfo

    def getaddrinfo(host: str | bytes | None, *args: object, **kwargs: object):
        if not _is_local(host):
            tried.append(f"getaddrinfo {host!r}")
            raise socket.gaierror(f"tests do not leave this machine: {host!r}")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield tried
    assert not tried, f"left this machine: {tried}"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and no rows, made once and copied by every test that wants one."""
    path = tmp_path_factory.mktemp("migrated") / "krisplan.db"
    Database.open(path).close()
    return path


@pytest.fixture
def database(migrated_file: Path, data_folder: Path) -> Iterator[Database]:
    """Real SQLite on disk, all tables, no rows."""
    path = data_folder / "krisplan.db"
    shutil.copy(migrated_file, path)
    database = Database(path)
    yield database
    database.close()


@pytest.fixture
def people(database: Database, clock: StandingClock) -> People:
    return People(database, clock)


@pytest.fixture
def cast(people: People) -> SimpleNamespace:
    """The demo company's people by first name: `cast.anna` writes, `cast.erik` approves at level 1, …"""
    return SimpleNamespace(**{person.name.split()[0].casefold(): person for person in add_demo_cast(people)})


@pytest.fixture
def incident_id(database: Database, clock: StandingClock, cast: SimpleNamespace) -> int:
    return add_incident(database, clock())


@pytest.fixture
def replies(database: Database, clock: StandingClock, cast: SimpleNamespace) -> Replies:
    """Replies whose guards stop `[stop]` in a text and want a reason for `[reason]`."""
    return Replies(database, clock, marked_findings)


@pytest.fixture(scope="session")
def open_incident() -> Callable[[Database, datetime], int]:
    return add_incident


@pytest.fixture(scope="session")
def marked() -> Callable[[Proposal], list[Finding]]:
    return marked_findings


@pytest.fixture
def draft(replies: Replies, cast: SimpleNamespace, incident_id: int) -> Callable[..., Reply]:
    """Makes a draft that Anna asked for; `roles` must approve it."""

    def make(text: str = "Hej! Vi tittar på det.", roles: Sequence[str] = ("community_manager",), by=None) -> Reply:
        return replies.new_reply(
            incident_id=incident_id,
            channel="facebook",
            account="Ljungsjö Mejeri",
            reply_to="post-1",
            language="sv",
            text=text,
            requested_by=by or cast.anna,
            writer="template",
            passages=["3:10-42"],
            required_roles=roles,
            level=1,
            post_text="Mjölken smakar konstigt!",
        )

    return make


@pytest.fixture
def in_review(draft: Callable[..., Reply], replies: Replies, cast: SimpleNamespace) -> Callable[..., Reply]:
    """The same, sent for approval by Anna."""

    def make(*args: object, **kwargs: object) -> Reply:
        made = draft(*args, **kwargs)
        return replies.submit(made.id, made.version, cast.anna)

    return make


@pytest.fixture
def approved(in_review: Callable[..., Reply], replies: Replies, cast: SimpleNamespace) -> Callable[..., Reply]:
    """The same, approved by Erik at level 1."""

    def make(*args: object, **kwargs: object) -> Reply:
        made = in_review(*args, **kwargs)
        return replies.decide(made.id, made.version, made.sha, "approve", "", cast.erik)

    return make


def add_incident(database: Database, at: datetime) -> int:
    """An open incident without posts, opened by the first person there is."""
    with database.writing() as session:
        row = session.execute(
            text(
                "INSERT INTO incident (channel, opened_at, opened_by, closed_reason)"
                " SELECT 'facebook', :at, min(id), '' FROM person RETURNING id"
            ),
            {"at": moment_text(at)},
        )
        return row.scalar_one()


def marked_findings(proposal: Proposal) -> list[Finding]:
    words = {"[stop]": "stop", "[reason]": "reason", "[note]": "note"}
    said = Said("Anmärkning", "Remark")
    return [
        Finding("test", level, start, start + len(word), word, said, said)
        for word, level in words.items()
        if (start := proposal.text.find(word)) >= 0
    ]


def _is_local(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback or name in ("0.0.0.0", "::")
    except ValueError:
        return name in _LOCAL_NAMES
