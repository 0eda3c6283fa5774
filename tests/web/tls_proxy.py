"""A small TLS proxy in front of the real server, as a company has one: it encrypts and says who came."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

END = b"\r\n\r\n"


@contextmanager
def tls_proxy(folder: Path, name: str, behind: int, came_from: str = "192.0.2.44") -> Iterator[int]:
    """Yields the port at which https://`name` answers with what 127.0.0.1:`behind` says."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = _Proxy(behind, came_from)
    context = _context(folder, name)
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=context), loop
    ).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


class _Proxy:
    """One request per connection, so that every request's head can be added to."""

    def __init__(self, behind: int, came_from: str) -> None:
        self.behind = behind
        self.added = (
            f"x-forwarded-for: {came_from}\r\nx-forwarded-proto: https\r\nx-forwarded-host: elsewhere.example\r\n"
            "connection: close\r\n"
        ).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(END)
            inner, out = await asyncio.open_connection("127.0.0.1", self.behind)
            out.write(self._changed(head))
            await asyncio.gather(self._copy(reader, out), self._answer(inner, writer, out))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _changed(self, head: bytes) -> bytes:
        first, _, rest = head.removesuffix(b"\r\n").partition(b"\r\n")
        kept = [
            line
            for line in rest.split(b"\r\n")
            if not line.lower().startswith((b"connection:", b"x-forwarded-", b"keep-alive:"))
        ]
        return first + b"\r\n" + b"\r\n".join(line for line in kept if line) + b"\r\n" + self.added + b"\r\n"

    async def _answer(
        self, inner: asyncio.StreamReader, writer: asyncio.StreamWriter, out: asyncio.StreamWriter
    ) -> None:
        """Until the server closes, after which nothing more is taken from the browser."""
        await self._copy(inner, writer)
        writer.close()
        out.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass


def _context(folder: Path, name: str) -> ssl.SSLContext:
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
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
