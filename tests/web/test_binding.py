"""Krisplan listens to others only when it is encrypted, has an administrator, and knows nobody from the demo."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.errors import AssistantError
from assistant.people import add_demo_cast
from assistant.settings import Settings
from assistant.web.address import Address
from assistant.web.binding import refuse_demo_beyond_this_computer, refuse_unguarded
from assistant.web.server import serve

ELSEWHERE = ("0.0.0.0", "::", "192.168.0.10", "krisplan.example.com", "127.0.0.1.nip.io")
HERE = ("127.0.0.1", "127.0.0.2", "localhost", "::1")
PUBLIC = "https://krisplan.example.com"


@pytest.fixture
def empty(data_folder: Path):
    assistant = build(Settings(data=data_folder))
    yield assistant
    assistant.close()


def _refused(assistant: Assistant, demo: bool = False, **settings: str) -> str:
    """The sentence it is refused with; empty when it may start."""
    try:
        refuse_unguarded(assistant.settings.model_copy(update=settings), assistant.people, demo)
    except AssistantError as error:
        return error.text("en") if error.text("sv") != error.text("en") else "not told in two languages"
    return ""


@pytest.mark.parametrize("host", ELSEWHERE)
def test_the_server_itself_refuses_the_network_before_it_opens_a_socket(empty: Assistant, host: str):
    elsewhere = empty.settings.model_copy(update={"host": host})
    object.__setattr__(empty, "settings", elsewhere)
    with pytest.raises(AssistantError, match="KRISPLAN_PUBLIC_URL"):
        serve(empty, lambda _: pytest.fail("it must not start"))


@pytest.mark.parametrize("host", ELSEWHERE)
def test_the_network_needs_an_address_encryption_and_an_administrator(empty: Assistant, host: str):
    assert "the address that people use is not given" in _refused(empty, host=host)
    assert "not encrypted" in _refused(empty, host=host, public_url="http://krisplan.example.com")
    assert "not encrypted" in _refused(empty, host=host, public_url="http://krisplan.example.com", proxy="10.0.0.2")
    assert "until there is an administrator" in _refused(empty, host=host, public_url=PUBLIC)
    empty.people.add("Rut", "rut@example.com", ["writer"])
    gone = empty.people.add("Ada", "ada@example.com", ["administrator"])
    empty.people.add("Ida", "ida@example.com", ["administrator"])
    assert _refused(empty, host=host, public_url=PUBLIC) == ""
    empty.people.deactivate(gone.id)
    assert _refused(empty, host=host, public_url=PUBLIC, proxy="10.0.0.2") == ""


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0", "public_url": PUBLIC}, {"public_url": PUBLIC}])
def test_nobody_from_the_demo_is_let_out_of_this_computer_not_even_behind_a_proxy(empty: Assistant, settings):
    lena = add_demo_cast(empty.people)[-2]
    empty.people.add("Ada", "ada@example.com", ["administrator"])
    assert "everybody knows their password" in _refused(empty, **settings)
    for person in empty.people.all():
        if person.email.endswith("ljungsjo.example") and person != lena:
            empty.people.deactivate(person.id)
    assert "everybody knows their password" in _refused(empty, **settings), "one of them is enough"
    empty.people.deactivate(lena.id)
    assert _refused(empty, **settings) == ""


@pytest.mark.parametrize("host", HERE)
def test_this_computer_needs_nothing(empty: Assistant, host: str):
    add_demo_cast(empty.people)
    assert _refused(empty, host=host) == "" and _refused(empty, demo=True, host=host) == ""


@pytest.mark.parametrize("setting", [{"host": "0.0.0.0"}, {"host": "10.1.2.3"}, {"public_url": PUBLIC}])
def test_the_demo_stays_on_this_computer_whatever_else_is_in_order(empty: Assistant, setting):
    empty.people.add("Ada", "ada@example.com", ["administrator"])
    assert "this computer only" in _refused(empty, demo=True, **setting)
    with pytest.raises(AssistantError, match="this computer only"):
        refuse_demo_beyond_this_computer(empty.settings.model_copy(update=setting))


@pytest.mark.parametrize("proxy", ["*", "proxy", "0.0.0.0/0", "::/0", "10.0.0.2,*", ","])
def test_who_says_where_people_come_from_must_be_one_known_proxy(empty: Assistant, proxy: str):
    assert "KRISPLAN_PROXY must be" in _refused(empty, proxy=proxy)
    assert _refused(empty, proxy="10.0.0.2, 10.1.0.0/16, ::1") == ""


@pytest.mark.parametrize(
    "url",
    ["krisplan.example.com", "ftp://x.example", "https://", "https://x.example/kris", "https://a@x.example",
     "https://x.example?a", "https://x.example:99999", "https://x.example#a", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_is_none_is_told_and_nothing_starts(empty: Assistant, url: str):
    assert "KRISPLAN_PUBLIC_URL must be" in _refused(empty, public_url=url)


def test_a_public_address_admits_its_own_name_and_this_computer_for_health_only():
    address = Address.read("https://Krisplan.Example.com/")
    assert address.origin == PUBLIC and address.is_secure
    for host in ("krisplan.example.com", "KRISPLAN.example.com", "krisplan.example.com:443"):
        assert address.admits(host, "/sv/")
    for host in ("127.0.0.1:7860", "localhost", "krisplan.example.com:80", "a.krisplan.example.com", "evil", ""):
        assert not address.admits(host, "/sv/")
    assert address.admits("localhost:7860", "/readyz") and not address.admits("evil", "/readyz")
    assert Address.read("https://krisplan.example.com:8443").origin == "https://krisplan.example.com:8443"
    assert Address.read("https://krisé.example").origin == "https://xn--kris-epa.example"
    assert Address.read("http://[::1]:80").origin == "http://[::1]"


@pytest.mark.process
@pytest.mark.parametrize(
    ("command", "host", "said"),
    [
        ("serve", "0.0.0.0", "KRISPLAN_PUBLIC_URL"),
        ("serve", "::", "KRISPLAN_PUBLIC_URL"),
        ("demo", "0.0.0.0", "KRISPLAN_HOST"),
    ],
)
def test_the_program_refuses_every_interface_in_one_sentence_and_is_not_reachable(
    command: str, host: str, said: str, tmp_path: Path
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "KRISPLAN_DATA": str(tmp_path / "new"), "KRISPLAN_HOST": host}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", command, "--port", str(port)],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.splitlines()) == 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)


def test_another_name_for_this_computer_is_refused_by_the_running_application(application):
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.nip.io:7860", "[::2]:7860", "0.0.0.0:7860"):
        client = TestClient(application, base_url="http://127.0.0.1:7860", headers={"host": host})
        assert client.get("/login").status_code == 400
        assert client.get("/healthz").status_code == 400
