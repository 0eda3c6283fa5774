"""A request for an address from the settings goes where it was checked to go, or nowhere."""

import asyncio
import datetime
import gzip
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from assistant import outgoing
from assistant.outgoing import AddressRefused, AnswerRefused, Outgoing, client_options, well_formed

PUBLIC = "203.0.114.7"
METADATA = "http://169.254.169.254/latest/meta-data/"


@dataclass
class Stub:
    """A resolver with an answer for each time it is asked; the last one stays."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Site:
    """A real server on loopback; `seen` holds the Host header and path of every request."""

    port: int
    seen: list[tuple[str, str]]


@contextmanager
def site(answer: Callable[[BaseHTTPRequestHandler], None], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    seen: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.headers["host"], self.path))
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield Site(server.server_address[1], seen)
    finally:
        server.shutdown()
        server.server_close()


def told(body: bytes = b"hej", status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def get(address: str, *answers: str, private: bool = False, tls: ssl.SSLContext | None = None) -> httpx2.Response:
    """Ask with a resolver that answers `answers`, once each."""
    return ask([address], Stub([[one] for one in answers] or [[]]), private, tls)


def ask(addresses: list[str], resolve: Stub, private: bool, tls: ssl.SSLContext | None = None) -> httpx2.Response:
    async def asking() -> httpx2.Response:
        options = client_options(private, resolve)
        options["transport"] = Outgoing(private, resolve, tls)
        async with httpx2.AsyncClient(**options) as client:
            for address in addresses:
                response = await client.get(address)
            return response

    return finished(asking())


def finished(asking: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: a browser of other tests may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asking).result()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://provider.example/",
        "file:///etc/passwd",
        "//provider.example/",
        "provider.example",
        "https://",
        "https://anna@provider.example/",
        "https://anna:hemligt@provider.example/",
        "https://:@provider.example/",
        "https://provider.example\\@127.0.0.1/",
        "https://provider.example:0/",
        "https://provider.example:65536/",
        "https://provider.example./",
        "http://localhost./",
        "http://127.0.0.1./",
        "http://2130706433/",
        "http://2852039166/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://1.2.3.4.5/",
        "http://１２７.0.0.1/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "https://pro vider.example/",
        "https://provider%2eexample/",
        "https://provider..example/",
        "https://-provider.example/",
        "https://provider.example/\n",
        "https://provider.example\t/",
    ],
)
@pytest.mark.parametrize("private", [False, True])
def test_an_address_that_hides_its_host_is_never_looked_up(address: str, private: bool) -> None:
    resolver = Stub([["127.0.0.1"]])
    with pytest.raises(AddressRefused):
        well_formed(address)
    with pytest.raises((AddressRefused, httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        ask([address], resolver, private)
    assert resolver.asked == []


def test_a_plain_address_keeps_its_host_also_in_swedish_letters() -> None:
    assert well_formed("https://sso.example:8443/a?b=c").port == 8443
    assert well_formed("https://räksmörgås.example").raw_host == b"xn--rksmrgs-5wao1o.example"
    assert well_formed("http://[2606:4700::1111]/").raw_host == b"2606:4700::1111"


def test_full_stops_of_other_scripts_do_not_hide_a_number() -> None:
    with pytest.raises(AddressRefused):
        get("http://127。0。0。1/", PUBLIC)


INNER = ["127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fc00::1", "fd12::1"]
NEVER = [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "::7f00:1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
]
WRAPPED = ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:7f00:1::1"]


@pytest.mark.parametrize("inside", INNER + NEVER + WRAPPED)
def test_inner_networks_are_closed_by_name_and_by_number(inside: str) -> None:
    with pytest.raises(AddressRefused):
        get("https://sso.example/", inside)
    with pytest.raises(AddressRefused):
        get(f"https://[{inside}]/" if ":" in inside else f"https://{inside}/")


@pytest.mark.parametrize("inside", NEVER)
def test_metadata_and_odd_networks_stay_closed_even_when_private_ones_are_allowed(inside: str) -> None:
    with pytest.raises(AddressRefused):
        get("https://sso.example/", inside, private=True)
    assert not outgoing.allowed(inside, private=True)


@pytest.mark.parametrize("inside", [*INNER, "::ffff:127.0.0.1"])
def test_private_networks_open_only_when_that_is_said(inside: str) -> None:
    assert outgoing.allowed(inside, private=True)
    assert not outgoing.allowed(inside, private=False)


@pytest.mark.parametrize("outside", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_open(outside: str) -> None:
    assert outgoing.allowed(outside, private=False)


def test_one_inner_address_among_public_ones_closes_the_name() -> None:
    with pytest.raises(AddressRefused):
        ask(["https://sso.example/"], Stub([[PUBLIC, "127.0.0.1"]]), private=False)


def test_the_connection_goes_to_the_address_that_was_checked(only_loopback: list[str]) -> None:
    """The guard of the tests stops the connection, and tells where it was going."""
    rebinding = Stub([[PUBLIC], ["127.0.0.1"]])
    with pytest.raises(httpx2.ConnectError):
        ask(["http://sso.example/"], rebinding, private=False)
    assert only_loopback == [f"connect ('{PUBLIC}', 80)"]
    assert rebinding.asked == ["sso.example"], "one look-up for one request"
    only_loopback.clear()


def test_a_name_that_turns_to_loopback_is_refused_the_second_time() -> None:
    with site(told()) as server:
        rebinding = Stub([["127.0.0.1"]])
        assert ask([f"http://sso.example:{server.port}/"], rebinding, private=True).text == "hej"
        with pytest.raises(AddressRefused):
            ask([f"http://sso.example:{server.port}/"], rebinding, private=False)
        assert len(server.seen) == 1


def test_every_request_is_checked_anew_and_none_reuses_a_connection() -> None:
    with site(told()) as server:
        address = f"http://sso.example:{server.port}/"
        with pytest.raises(AddressRefused):
            ask([address, address], Stub([["127.0.0.1"], ["169.254.169.254"]]), private=True)
        assert len(server.seen) == 1


def test_the_server_hears_its_own_name() -> None:
    with site(told()) as server:
        answer = get(f"http://sso.example:{server.port}/väg?a=b", "127.0.0.1", private=True)
    assert (answer.status_code, answer.text) == (200, "hej")
    assert server.seen == [(f"sso.example:{server.port}", "/v%C3%A4g?a=b")]


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with site(told()) as server:
        resolver = Stub([["::1", "127.0.0.1"]])
        assert ask([f"http://sso.example:{server.port}/"], resolver, private=True).text == "hej"


def test_a_name_without_an_address_is_a_connection_error() -> None:
    def nothing(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(httpx2.ConnectError):
        ask(["https://sso.example/"], nothing, private=False)  # type: ignore[arg-type]
    with pytest.raises(httpx2.ConnectError):
        get("https://sso.example/")


def test_a_redirect_is_an_answer_and_nobody_goes_there() -> None:
    with site(told(status=302, location=METADATA)) as server:
        answer = get(f"http://sso.example:{server.port}/", "127.0.0.1", private=True)
    assert (answer.status_code, len(server.seen)) == (302, 1)


def test_even_a_client_that_follows_redirects_does_not_reach_metadata() -> None:
    async def asking(address: str) -> None:
        options = client_options(True, Stub([["127.0.0.1"]]))
        options["follow_redirects"] = True
        async with httpx2.AsyncClient(**options) as client:
            await client.get(address)

    with site(told(status=302, location=METADATA)) as server, pytest.raises(AddressRefused):
        finished(asking(f"http://sso.example:{server.port}/"))


def test_no_proxy_from_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with site(told(b"proxy")) as proxy, site(told()) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert get(f"http://sso.example:{server.port}/", "127.0.0.1", private=True).text == "hej"
        assert proxy.seen == []


def test_a_large_or_compressed_answer_is_not_taken_in() -> None:
    with site(told(b"a" * (outgoing.MAX_ANSWER + 1))) as server, pytest.raises(AnswerRefused):
        get(f"http://sso.example:{server.port}/", "127.0.0.1", private=True)
    bomb = gzip.compress(b"0" * 50_000_000)
    with site(told(bomb, content_encoding="gzip")) as server, pytest.raises(AnswerRefused):
        get(f"http://sso.example:{server.port}/", "127.0.0.1", private=True)
    with site(told(b"a" * outgoing.MAX_ANSWER)) as server:
        answer = get(f"http://sso.example:{server.port}/", "127.0.0.1", private=True)
    assert len(answer.content) == outgoing.MAX_ANSWER


def test_an_answer_that_drips_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.5)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            try:
                handler.wfile.write(b".")
            except OSError:
                return
            time.sleep(0.05)

    started = time.monotonic()
    with site(drip) as server, pytest.raises(httpx2.ReadTimeout):
        get(f"http://sso.example:{server.port}/", "127.0.0.1", private=True)
    assert time.monotonic() - started < 3


def test_tls_is_held_to_the_name_and_not_to_the_number(tmp_path: Path) -> None:
    server_side, client_side = certified("sso.example", tmp_path)
    with site(told(), server_side) as server:
        answer = get(f"https://sso.example:{server.port}/", "127.0.0.1", private=True, tls=client_side)
        assert answer.text == "hej"
        with pytest.raises(httpx2.ConnectError):
            get(f"https://other.example:{server.port}/", "127.0.0.1", private=True, tls=client_side)
        with pytest.raises(httpx2.ConnectError):
            get(f"https://sso.example:{server.port}/", "127.0.0.1", private=True)
    assert len(server.seen) == 1


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side with a certificate for `name`, and a client's side that trusts it and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    parts = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "server.pem"
    path.write_bytes(parts + certificate.public_bytes(serialization.Encoding.PEM))
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(path)
    client_side = ssl.create_default_context(cafile=str(path))
    return server_side, client_side


def test_the_test_address_is_public() -> None:
    assert ipaddress.ip_address(PUBLIC).is_global
