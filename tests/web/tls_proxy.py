"""A reverse proxy with TLS in front of the real server, as a company has one: it encrypts and says who came."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

HOP_BY_HOP = {b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"}


@contextmanager
def tls_proxy(folder: Path, name: str, behind: int, came_from: str = "192.0.2.44") -> Iterator[int]:
    """Yields the port at which https://`name` answers with what 127.0.0.1:`behind` says."""
    config = uvicorn.Config(
        _Proxy(behind, came_from),
        host="127.0.0.1",
        port=0,
        ssl_certfile=_certificate(folder, name),
        proxy_headers=False,
        lifespan="off",
        log_level="critical",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive() and time.monotonic() < until
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


class _Proxy:
    """ASGI. Passes everything on, and replaces whatever a browser wrote about where it comes from."""

    def __init__(self, behind: int, came_from: str) -> None:
        self.behind = behind
        self.added = [
            (b"x-forwarded-for", came_from.encode()),
            (b"x-forwarded-proto", b"https"),
            (b"x-forwarded-host", b"elsewhere.example"),
        ]
        self.client = httpx.AsyncClient(timeout=None, trust_env=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        kept = [(name, value) for name, value in scope["headers"] if not name.startswith(b"x-forwarded-")]
        query = scope["query_string"].decode("latin-1")
        address = f"http://127.0.0.1:{self.behind}{scope['raw_path'].decode('latin-1')}" + (
            f"?{query}" if query else ""
        )
        headers = [(name, value) for name, value in kept if name not in HOP_BY_HOP] + self.added
        body = request.stream() if scope["method"] not in ("GET", "HEAD") else None
        passed = self.client.build_request(scope["method"], address, headers=headers, content=body)
        came = await self.client.send(passed, stream=True)
        answer = StreamingResponse(_raw(came), came.status_code)
        answer.raw_headers = [
            (name.lower(), value) for name, value in came.headers.raw if name.lower() not in HOP_BY_HOP
        ]
        await answer(scope, receive, send)


async def _raw(came: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in came.aiter_raw():
            yield piece
    finally:
        await came.aclose()


def _certificate(folder: Path, name: str) -> Path:
    """Key and certificate in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "proxy.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return file
