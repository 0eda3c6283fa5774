"""Who can reach Krisplan at the address it listens on, and is what they send protected on the way?"""

from ipaddress import ip_address, ip_network
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
_BAD_PROXY = Said(
    "KRISPLAN_PROXY är {proxy}, som inte är en ip-adress eller ett avgränsat nät.",
    "KRISPLAN_PROXY is {proxy}, which is no IP address or narrow network.",
)
_NAME_PROXY = Said(
    "Ange den omvända proxyns ip-adress i KRISPLAN_PROXY.", "Give the reverse proxy's IP address in KRISPLAN_PROXY."
)


def is_loopback(host: str) -> bool:
    """Is this a name or number of the computer itself?"""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def only_here(settings: Settings) -> bool:
    """Can nobody but this computer reach Krisplan as it is set?"""
    url = _parsed(settings.public_url)
    named_here = not settings.public_url or (url is not None and is_loopback(url.hostname or ""))
    return is_loopback(settings.host) and named_here


def address(settings: Settings) -> Finding:
    url = _parsed(settings.public_url)
    if settings.public_url and url is None:
        return _found("refused", _BAD_URL.filled(url=settings.public_url), _GIVE_URL)
    if settings.proxy and not _is_narrow(settings.proxy):
        return _found("refused", _BAD_PROXY.filled(proxy=settings.proxy), _NAME_PROXY)
    if only_here(settings):
        return _found("ok", _HERE)
    if url is None:
        return _found("refused", _NO_URL.filled(host=settings.host), _GIVE_URL)
    if url.scheme == "http":
        return _found("refused", _PLAIN.filled(url=settings.public_url), _ENCRYPT)
    if not settings.proxy:
        return _found("warning", _NO_PROXY, _NAME_PROXY)
    return _found("ok", _BEHIND.filled(url=settings.public_url, proxy=settings.proxy))


def _parsed(url: str) -> SplitResult | None:
    """Scheme, host and port; None for anything more or less."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    return parts if parts.scheme in ("http", "https") and parts.hostname and not more else None


def _is_narrow(proxy: str) -> bool:
    """Addresses or networks, and never everybody's: whoever is believed may say where a request comes from."""
    try:
        return all(ip_network(one.strip(), strict=False).prefixlen > 0 for one in proxy.split(","))
    except ValueError:
        return False


def _found(state: State, what: Said, remedy: Said | None = None) -> Finding:
    return Finding("address", state, _TITLE, what, remedy)
