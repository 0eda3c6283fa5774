"""How is the server started: with what refused, with which people in it, and with what told in the terminal?"""

from contextlib import suppress
from functools import partial
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket
from urllib.parse import urlencode

from assistant.app import Assistant, build
from assistant.cli import printing
from assistant.cli.demo import COMPANY, prepare_demo
from assistant.cli.logs import quiet_errors
from assistant.errors import AssistantError, NotAllowed
from assistant.people import DEMO_PASSWORD, demo_people_active
from assistant.roles import roles_of
from assistant.settings import Settings
from assistant.web.binding import refuse_demo_beyond_this_computer, refuse_unguarded
from assistant.web.server import serve


def start(settings: Settings, demo: bool) -> None:
    """Answers until it is stopped. Raises AssistantError when it may not or cannot start."""
    if demo:
        refuse_demo_beyond_this_computer(settings)
        settings = settings.model_copy(update={"company": settings.company or COMPANY})
    _refuse_taken(settings.host, settings.port)
    assistant = build(settings)
    try:
        if demo:
            prepare_demo(assistant)
        refuse_unguarded(settings, assistant.people, demo)
        with quiet_errors():
            serve(assistant, on_ready=partial(_tell, assistant, demo), demo=demo)
    finally:
        assistant.close()


def _tell(assistant: Assistant, demo: bool, address: str) -> None:
    language = assistant.settings.language
    if demo:
        people, roles = demo_people_active(assistant.people), roles_of(assistant.method)
        printing.show_cast(people, roles, DEMO_PASSWORD, language)
    with suppress(NotAllowed):  # there is an administrator already
        key = assistant.invitations.for_first_administrator()
        printing.show_first_link(f"{address}/welcome?{urlencode({'key': key, 'language': language})}", language)
    printing.show_address(address, language)


def _refuse_taken(host: str, port: int) -> None:
    """Told before anything is built; the server itself would find out late and tell it to nobody."""
    with socket(AF_INET6 if ":" in host else AF_INET) as trial:
        trial.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise AssistantError(
                sv=f"Porten {port} går inte att använda, kanske är Krisplan redan igång. Välj en annan med --port.",
                en=f"The port {port} cannot be used, perhaps Krisplan is already running. Choose another with --port.",
            ) from error
