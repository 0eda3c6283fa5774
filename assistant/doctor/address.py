"""Who can reach Krisplan at the address it listens on, and is what they send protected on the way?"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from assistant.doctor.finding import Finding, State
from assistant.language import Said
from assistant.settings import Settings

_TITLE = Said("Adress och kryptering", "Address and encryption")
_HERE = Said("Krisplan nås bara från den här datorn.", "Krisplan can be reached from this computer only.")
_BEHIND = Said(
    "Krisplan nås på {url}, genom den omvända proxyn {proxy}.",
    "Krisplan is reached at {url}, through the reverse proxy {proxy}.",
)
_NO_URL = Said(
    "Krisplan lyssnar på {host}, men adressen som folk använder är inte angiven.",
    "Krisplan listens on {host}, but the address that people use is not given.",
)
_GIVE_URL = Said(
    "Ange KRISPLAN_PUBLIC_URL, till exempel https://krisplan.example.com, eller ta bort KRISPLAN_HOST.",
    "Give KRISPLAN_PUBLIC_URL, for example https://krisplan.example.com, or remove KRISPLAN_HOST.",
)
_BAD_URL = Said(
    "KRISPLAN_PUBLIC_URL ska vara en adress utan sökväg, inte {url}.",
    "KRISPLAN_PUBLIC_URL must be an address without a path, not {url}.",
)
_PLAIN = Said(
    "Adressen {url} är okrypterad: lösenord och texter kan avlyssnas.",
    "The address {url} is not encrypted: passwords and texts can be overheard.",
)
_ENCRYPT = Said(
    "Sätt en omvänd proxy med TLS framför och ange dess https-adress i KRISPLAN_PUBLIC_URL.",
    "Put a reverse proxy with TLS in front and give its https address in KRISPLAN_PUBLIC_URL.",
)
_NO_PROXY = Said(
    "KRISPLAN_PROXY är inte angiven: Krisplan krypterar inte själv, och alla försök att logga in ser ut att komma "
    "från samma plats.",
    "KRISPLAN_PROXY is not given: Krisplan does not encrypt by itself, and all attempts to sign in seem to come "
    "from one place.",
)
_NAME_PROXY = Said(
    "Ange den omvända proxyns ip-adress i KRISPLAN_PROXY.", "Give the reverse proxy's IP address in KRISPLAN_PROXY."
)
_NAMES: Final = frozenset({"localhost", "localhost."})


def is_loopback(host: str) -> bool:
    """Is this a name or number of the computer itself?"""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() in _NAMES


def address(settings: Settings) -> Finding:
    here = is_loopback(settings.host)
    if not settings.public_url:
        return _found("ok", _HERE) if here else _found("refused", _NO_URL.filled(host=settings.host), _GIVE_URL)
    url = _parsed(settings.public_url)
    if url is None or not url.hostname:
        return _found("refused", _BAD_URL.filled(url=settings.public_url), _GIVE_URL)
    if url.scheme == "http" and not is_loopback(url.hostname):
        return _found("refused", _PLAIN.filled(url=settings.public_url), _ENCRYPT)
    if is_loopback(url.hostname) and here:
        return _found("ok", _HERE)
    if not settings.proxy:
        return _found("warning" if here else "refused", _NO_PROXY, _NAME_PROXY)
    return _found("ok", _BEHIND.filled(url=settings.public_url, proxy=settings.proxy))


def _parsed(url: str) -> SplitResult | None:
    """Scheme, host and port; None for anything more or less."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    return parts if parts.scheme in ("http", "https") and parts.hostname and not more else None


def _found(state: State, what: Said, remedy: Said | None = None) -> Finding:
    return Finding("address", state, _TITLE, what, remedy)
