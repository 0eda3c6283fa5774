"""How does another system hand over a post by a signed webhook, so that it becomes one incident and is never lost?"""

from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from assistant.app import Assistant
from assistant.doctor.secrets import hook_secrets
from assistant.errors import NotAllowed
from assistant.incidents.deliveries import Delivery
from assistant.people import People, Person
from assistant.settings import Settings
from assistant.web.api.posts import PostIn
from assistant.web.api.refusals import NotSigned, language_asked, refused
from assistant.web.posted import body_of
from assistant.web.view import Views

HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")
_SENDER: Final = "webhook"
_ADDRESS: Final = "webhook@service.invalid"
_LONGEST_ID: Final = 255


class TakenIn(BaseModel):
    incident: int


def add_hooks(app: FastAPI, views: Views) -> None:
    """Raises AssistantError when a secret cannot be used. Without secrets the address does not exist."""
    assistant = views["sv"].assistant
    keys = _keys(assistant.settings)

    @app.post(
        "/hooks/posts",
        status_code=202,
        operation_id="take_in_post",
        response_model=TakenIn,
        responses={200: {"model": TakenIn, "description": ""}},
    )
    async def take_in_post(request: Request) -> JSONResponse:
        try:
            if not keys:
                raise HTTPException(404)
            body = await body_of(request)
            number = _verified(keys, request, body)
            return await run_in_threadpool(_taken_in, assistant, number, body)
        except Exception as error:  # noqa: BLE001  the edge: logged, and told in plain words
            return refused(error, language_asked(request))


def _keys(settings: Settings) -> list[Webhook]:
    found = hook_secrets(settings)
    if found.state == "refused":
        raise found.refusal
    return [Webhook(secret.get_secret_value()) for secret in settings.hook_secrets]


def _verified(keys: Sequence[Webhook], request: Request, body: bytes) -> str:
    """The delivery's number, once one of the keys has signed number, time and body; else NotSigned."""
    sent = {name: request.headers.get(name, "") for name in HEADERS}
    fits = [_signed(key, sent, body) for key in keys]  # every key is tried, so that time tells nothing
    if not any(fits) or len(sent["webhook-id"]) > _LONGEST_ID:
        raise NotSigned(
            sv="Signaturen saknas, är fel eller äldre än fem minuter. Kontrollera hemligheten och avsändarens klocka.",
            en="The signature is missing, wrong or older than five minutes. Check the secret and the sender's clock.",
        )
    return sent["webhook-id"]


def _signed(key: Webhook, sent: dict[str, str], body: bytes) -> bool:
    try:
        key.verify(body, sent, json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: what was sent is not even of the right form
        return False
    return True


def _taken_in(assistant: Assistant, number: str, body: bytes) -> JSONResponse:
    try:
        post = PostIn.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    by = _sender(assistant.people)
    incident, new = assistant.incidents.register_once(post.post, by, Delivery.of(_SENDER, number, body))
    return JSONResponse({"incident": incident.id}, 202 if new else 200)


def _sender(people: People) -> Person:
    """The service account that outside systems act as, made when it is first needed."""
    known: Person | None
    try:
        known = people.by_email(_ADDRESS) or people.add("Webhook", _ADDRESS, ["writer"], kind="service")
    except NotAllowed:  # another delivery made it meanwhile
        known = people.by_email(_ADDRESS)
    if known is None or known.kind != "service":
        raise HTTPException(403)
    return known
