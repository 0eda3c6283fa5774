"""How may a request leave for an address from the administrator's settings, and where may it never go?

Resolved once, checked, and connected to exactly what was checked; no redirects, no proxy, one deadline, small answers.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypedDict

import httpx2

from assistant.errors import AssistantError

CONNECT_SECONDS: Final = 5
TOTAL_SECONDS: Final = 15
MAX_ANSWER: Final = 1_000_000

Resolver = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host name, for a port. Raises OSError when there are none."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_LABEL: Final = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*\Z")
_NUMBER: Final = re.compile(r"(\d+|0x[0-9a-f]*)\Z")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_METADATA: Final = frozenset(
    ipaddress.ip_address(one)
    for one in ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")
)
"""Where cloud machines hand out their own keys; some of these count as private or public networks."""


class AddressRefused(AssistantError):
    """Nothing was sent: the address is malformed, or leads where Krisplan may not go."""


class AnswerRefused(AssistantError):
    """The other side answered with more than was asked for."""


class ClientOptions(TypedDict):
    """What an `httpx2.AsyncClient` must be made with; nothing in it reads the environment."""

    transport: httpx2.AsyncBaseTransport
    follow_redirects: bool
    trust_env: bool
    timeout: httpx2.Timeout


def look_up(host: str, port: int) -> list[str]:
    """As the operating system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def client_options(private: bool = False, resolve: Resolver = look_up) -> ClientOptions:
    """For a client whose addresses come from settings; `private` also lets it reach this machine and inner networks."""
    return ClientOptions(
        transport=Outgoing(private, resolve),
        follow_redirects=False,
        trust_env=False,
        timeout=httpx2.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
    )


def well_formed(address: str | httpx2.URL) -> httpx2.URL:
    """The address, if it says plainly which host it means. Raises AddressRefused."""
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL as error:
        raise _malformed() from error
    host = url.raw_host.decode("ascii")
    plain = url.scheme in ("http", "https") and not url.userinfo and (url.port is None or 0 < url.port < 65536)
    if not plain or not (_literal(host) or _is_name(host)):
        raise _malformed()
    return url


def allowed(address: str, private: bool) -> bool:
    """May a connection be opened to this IP address, whatever is wrapped inside it?"""
    return all(_open_to_us(one, private) for one in _meant(ipaddress.ip_address(address)))


class Outgoing(httpx2.AsyncBaseTransport):
    """One connection per request, so that none is ever shared between two host names on one IP address."""

    def __init__(self, private: bool, resolve: Resolver = look_up, tls: ssl.SSLContext | None = None) -> None:
        self._private = private
        self._resolve = resolve
        self._tls = tls

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The whole answer. Raises AddressRefused, AnswerRefused or httpx2.TransportError."""
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await self._answer(request)
        except TimeoutError as error:
            raise httpx2.ReadTimeout("no whole answer in time", request=request) from error

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        url = well_formed(request.url)
        failed = httpx2.ConnectError("the name has no address", request=request)
        for address in await self._addresses(url):
            try:
                return await self._ask(_pinned(request, url, address))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failed = httpx2.ConnectError(str(error), request=request)
        raise failed

    async def _addresses(self, url: httpx2.URL) -> Sequence[str]:
        host, port = url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
        try:
            found = [host] if _literal(host) else await asyncio.to_thread(self._resolve, host, port)
        except OSError:
            return []
        if not all(allowed(address, self._private) for address in found):
            raise AddressRefused(
                sv="Adressen leder till ett nät dit Krisplan inte får skicka något. "
                "Ange en publik adress, eller tillåt privata adresser om tjänsten finns i ert eget nät.",
                en="The address leads to a network where Krisplan may not send anything. "
                "Give a public address, or allow private ones if the service is in your own network.",
            )
        return found

    async def _ask(self, request: httpx2.Request) -> httpx2.Response:
        self._tls = self._tls or httpx2.create_ssl_context(trust_env=False)
        async with httpx2.AsyncHTTPTransport(verify=self._tls, trust_env=False) as wire:
            response = await wire.handle_async_request(request)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers, content=body)


def _pinned(request: httpx2.Request, url: httpx2.URL, address: str) -> httpx2.Request:
    """The same request, to the address that was checked; the name stays in the Host header and in TLS."""
    host = url.raw_host.decode("ascii")
    seconds = {"connect": CONNECT_SECONDS, "read": TOTAL_SECONDS, "write": TOTAL_SECONDS, "pool": CONNECT_SECONDS}
    headers = httpx2.Headers(request.headers)
    headers["accept-encoding"] = "identity"
    return httpx2.Request(
        request.method,
        url.copy_with(host=address),
        headers=headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host, "timeout": seconds},
    )


async def _body(response: httpx2.Response) -> bytes:
    if response.headers.get("content-encoding", "identity").strip().casefold() != "identity":
        raise _too_much()
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > MAX_ANSWER:
            raise _too_much()
    return bytes(body)


def _literal(host: str) -> _IP | None:
    try:
        return None if "%" in host else ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_name(host: str) -> bool:
    """A host name proper; the C library would also read `2130706433`, `0x7f.1` and `127.1` as numbers."""
    return bool(_NAME.match(host)) and not _NUMBER.match(host.rpartition(".")[2])


def _meant(address: _IP) -> Iterator[_IP]:
    """The address, and the IPv4 ones that an IPv6 address carries inside it."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        inside = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        yield from (one for one in inside if one is not None)
        if address in _NAT64:
            yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _open_to_us(address: _IP, private: bool) -> bool:
    carrier = isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped is not None or address in _NAT64)
    if carrier:
        return True  # judged by the address inside
    never = address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA
    odd = address.is_reserved or getattr(address, "is_site_local", False)
    if never or (odd and not address.is_loopback):
        return False
    return private or address.is_global


def _malformed() -> AddressRefused:
    return AddressRefused(
        sv="Adressen går inte att använda. Skriv den som https://namn.example, "
        "utan användarnamn, avslutande punkt eller omskriven IP-adress.",
        en="The address cannot be used. Write it as https://name.example, "
        "without a user name, a trailing dot or a disguised IP address.",
    )


def _too_much() -> AnswerRefused:
    return AnswerRefused(
        sv="Svaret är komprimerat eller större än 1 MB och togs inte emot. Kontrollera adressen.",
        en="The answer is compressed or larger than 1 MB and was not taken in. Check the address.",
    )
