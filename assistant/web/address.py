"""At which address do people reach Krisplan, and is a request meant for it?"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from assistant.errors import AssistantError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HEALTH: Final = frozenset({"/health", "/healthz", "/readyz"})
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """`scheme`, `host` and `port` of the public address; without one (`host` is empty) this computer's own names."""

    scheme: str = "http"
    host: str = ""
    port: int = 80

    @classmethod
    def read(cls, url: str) -> "Address":
        """Raises AssistantError when the text is no web address, or one with a path, a query or a user name."""
        if not url:
            return cls()
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        except ValueError as error:
            raise _unusable(url) from error
        more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
        if parts.scheme not in _PORTS or not host or more:
            raise _unusable(url)
        return cls(parts.scheme, host, port or _PORTS[parts.scheme])

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        """As browsers write it; empty without a public address."""
        return f"{self.scheme}://{self._netloc}" if self.host else ""

    def admits(self, host: str, path: str) -> bool:
        """Is the Host header ours? Any other name would let a foreign page point its own name at us."""
        if not self.host:
            return hostname(host) in LOOPBACK
        if host.lower() in (self._netloc, f"{self._bracketed}:{self.port}"):
            return True
        return path in _HEALTH and hostname(host) in LOOPBACK

    def origin_for(self, host: str) -> str:
        """The origin that our own pages have in the browser that sent this Host header."""
        return self.origin or f"http://{host}"

    @property
    def _netloc(self) -> str:
        return self._bracketed if self.port == _PORTS[self.scheme] else f"{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def hostname(host: str) -> str:
    """The name in a Host header, without its port and brackets."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host


def _unusable(url: str) -> AssistantError:
    return AssistantError(
        sv=f"KRISPLAN_PUBLIC_URL ska vara en adress utan sökväg, som https://krisplan.example.com, inte {url}.",
        en=f"KRISPLAN_PUBLIC_URL must be an address without a path, such as https://krisplan.example.com, not {url}.",
    )
