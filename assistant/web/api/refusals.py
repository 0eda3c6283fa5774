"""In which shape, with which code and in which language is a machine told no?"""

import logging
import re
from collections.abc import Mapping
from typing import Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.errors import AssistantError, NotAllowed, StorageError
from assistant.incidents.deliveries import DeliveryChanged
from assistant.language import Language, Said

log = logging.getLogger(__name__)
_OUR_OWN_NAME: Final = re.compile(r"[a-z][a-z_]{0,40}")

CODES: Final[Mapping[int, str]] = {
    400: "invalid",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "not_found",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    429: "too_many",
    500: "unexpected",
    503: "unavailable",
}
_SAID: Final[Mapping[str, Said]] = {
    "invalid": Said(
        "Det som skickades går inte att läsa. Skicka JSON i UTF-8 med de fält som /api/docs visar.",
        "What was sent cannot be read. Send JSON in UTF-8 with the fields that /api/docs shows.",
    ),
    "not_signed_in": Said(
        "Skicka en giltig åtkomstnyckel: Authorization: Bearer krisplan_….",
        "Send a valid access token: Authorization: Bearer krisplan_….",
    ),
    "not_allowed": Said("Nyckeln räcker inte för det här.", "The token does not suffice for this."),
    "not_found": Said("Adressen finns inte. Se /api/docs.", "There is no such address. See /api/docs."),
    "conflict": Said("Det här har redan hänt.", "This has already happened."),
    "too_large": Said("Det är för stort. Högst 256 kB.", "It is too large. At most 256 kB."),
    "too_many": Said(
        "För många frågor samtidigt. Vänta några sekunder och försök igen.",
        "Too many questions at once. Wait a few seconds and try again.",
    ),
    "unexpected": Said("Något gick fel hos oss. Försök igen.", "Something went wrong on our side. Try again."),
    "unavailable": Said(
        "Det går inte att spara just nu. Försök igen om en stund.",
        "Nothing can be saved right now. Try again in a moment.",
    ),
}
_FIELD: Final = Said("Fältet {name} saknas eller har fel form.", "The field {name} is missing or has the wrong form.")
_UNKNOWN_FIELD: Final = Said("Det finns fält som inte är kända.", "There are fields that are not known.")


class NotSigned(AssistantError):
    """A delivery whose signature is missing, wrong or too old."""


class NotThere(AssistantError):
    """What the address names does not exist."""


def language_asked(request: Request) -> Language:
    """What the sender wants to read; Swedish also for the neighbours and when nothing is said."""
    asked = request.headers.get("accept-language", "sv").lower()
    return "sv" if asked[:2] in ("sv", "nb", "da", "no") or asked.startswith("*") else "en"


def refused(error: Exception, language: Language) -> JSONResponse:
    """The answer to a request that failed; never anything from inside the program, never what was sent."""
    status, said = _told(error)
    if status >= 500 and not isinstance(error, AssistantError):
        log.error("a request from a machine failed", exc_info=error)
    headers = {"retry-after": "5"} if status in (429, 503) else {}
    if status == 401 and not isinstance(error, NotSigned):
        headers["www-authenticate"] = "Bearer"
    code = CODES.get(status, "unexpected" if status >= 500 else "invalid")
    return JSONResponse({"error": (said or _SAID[code])[language], "code": code}, status, headers)


def _told(error: Exception) -> tuple[int, Said | None]:
    """Status, and the sentence where a fixed one says too little."""
    if isinstance(error, AssistantError):
        return _status(error), None if isinstance(error, StorageError) else error.said  # a path may stand in it
    if isinstance(error, RequestValidationError):
        return 422, _wrong_field(error)
    if isinstance(error, HTTPException):
        return error.status_code, None
    return 500, None


def _status(error: AssistantError) -> int:
    known = ((NotSigned, 401), (NotThere, 404), (NotAllowed, 403), (DeliveryChanged, 409), (StorageError, 503))
    return next((status for kind, status in known if isinstance(error, kind)), 422)


def _wrong_field(error: RequestValidationError) -> Said | None:
    for one in error.errors():
        if one["type"] == "extra_forbidden":
            return _UNKNOWN_FIELD
        name = str(one["loc"][-1]) if one["loc"] else "body"
        if one["type"] != "json_invalid" and name != "body" and _OUR_OWN_NAME.fullmatch(name):
            return _FIELD.filled(name=name)
    return None
