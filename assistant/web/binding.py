"""May the server be started where it is told to listen, or would it let in more than it should?"""

from ipaddress import ip_address, ip_network

from assistant.errors import AssistantError
from assistant.people import People, demo_people_active
from assistant.settings import Settings
from assistant.web.address import Address


def refuse_demo_beyond_this_computer(settings: Settings) -> None:
    """The demo's password is known to everybody. Raises AssistantError that names the setting to remove."""
    address = Address.read(settings.public_url)
    if not is_loopback(settings.host):
        raise _demo_here_only("KRISPLAN_HOST")
    if address.host and not is_loopback(address.host):
        raise _demo_here_only("KRISPLAN_PUBLIC_URL")


def refuse_unguarded(settings: Settings, people: People, demo: bool = False) -> None:
    """Raises AssistantError, one sentence with the next step, when others could reach what is not made for it."""
    if demo:
        refuse_demo_beyond_this_computer(settings)
    _check_proxy(settings.proxy)
    here, address = is_loopback(settings.host), Address.read(settings.public_url)
    if here and (not address.host or is_loopback(address.host)):
        return
    if not address.host:
        raise _no_address(settings.host)
    if not address.is_secure:
        raise _not_encrypted(settings.public_url)
    if demo_people_active(people):
        raise _demo_people()
    if not here and not any(one.kind == "human" and one.may("administer") for one in people.all()):
        raise _no_administrator(settings.host)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _check_proxy(proxy: str) -> None:
    """A name, or everybody, would mean that anybody may say where they come from."""
    for one in proxy.split(",") if proxy else ():
        try:
            fine = ip_network(one.strip(), strict=False).prefixlen > 0
        except ValueError:
            fine = False
        if not fine:
            raise AssistantError(
                sv=f"KRISPLAN_PROXY ska vara den omvända proxyns ip-adress, till exempel 10.0.0.2, inte {proxy}.",
                en=f"KRISPLAN_PROXY must be the reverse proxy's IP address, for example 10.0.0.2, not {proxy}.",
            )


def _demo_here_only(setting: str) -> AssistantError:
    return AssistantError(
        sv=f"Demon går bara att köra på den här datorn, för alla känner till dess lösenord. Ta bort {setting}.",
        en=f"The demo runs on this computer only, for everybody knows its password. Remove {setting}.",
    )


def _no_address(host: str) -> AssistantError:
    return AssistantError(
        sv=f"Krisplan ska lyssna på {host}, men adressen som folk använder är inte angiven. Ange "
        "KRISPLAN_PUBLIC_URL, till exempel https://krisplan.example.com, eller ta bort KRISPLAN_HOST.",
        en=f"Krisplan is to listen on {host}, but the address that people use is not given. Give "
        "KRISPLAN_PUBLIC_URL, for example https://krisplan.example.com, or remove KRISPLAN_HOST.",
    )


def _not_encrypted(url: str) -> AssistantError:
    return AssistantError(
        sv=f"Adressen {url} är okrypterad, så lösenord kan avlyssnas. Sätt en omvänd proxy med TLS framför och ange "
        "dess https-adress i KRISPLAN_PUBLIC_URL.",
        en=f"The address {url} is not encrypted, so passwords can be overheard. Put a reverse proxy with TLS in "
        "front and give its https address in KRISPLAN_PUBLIC_URL.",
    )


def _demo_people() -> AssistantError:
    return AssistantError(
        sv="Demoföretagets personer är aktiva, och alla känner till deras lösenord. Välj en ny datamapp med --data, "
        "eller avaktivera dem: krisplan person deactivate E-POST",
        en="The demo company's people are active, and everybody knows their password. Choose a new data folder with "
        "--data, or deactivate them: krisplan person deactivate EMAIL",
    )


def _no_administrator(host: str) -> AssistantError:
    return AssistantError(
        sv=f"Krisplan lyssnar inte på {host} förrän det finns en administratör. Starta först utan KRISPLAN_HOST och "
        "öppna engångslänken som skrivs ut.",
        en=f"Krisplan does not listen on {host} until there is an administrator. Start without KRISPLAN_HOST first "
        "and open the one-time link that is printed.",
    )
