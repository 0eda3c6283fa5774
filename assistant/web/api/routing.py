"""How does a machine's request reach its route: within limits, and with every failure told in one shape?"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.routing import APIRoute

from assistant.web.api.refusals import language_asked, refused
from assistant.web.posted import within

LARGEST_NUMBER: Final = 2**53

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
After = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]
Limit = Annotated[int, Query(ge=1, le=200)]
Endpoint = Callable[..., Any]


@dataclass(frozen=True)
class Machines:
    """Adds routes for machines to the application itself, so that what guards every route guards these too."""

    app: FastAPI

    def get(self, path: str) -> Callable[[Endpoint], Endpoint]:
        return self._added(path, "GET", 200)

    def post(self, path: str, status_code: int = 200) -> Callable[[Endpoint], Endpoint]:
        return self._added(path, "POST", status_code)

    def _added(self, path: str, method: str, status_code: int) -> Callable[[Endpoint], Endpoint]:
        def add(endpoint: Endpoint) -> Endpoint:
            self.app.router.add_api_route(
                f"/api{path}",
                endpoint,
                methods=[method],
                status_code=status_code,
                operation_id=endpoint.__name__,
                route_class_override=_MachineRoute,
            )
            return endpoint

        return add


class _MachineRoute(APIRoute):
    """A route whose refusals are `{"error": …, "code": …}`, also when the body or the right to ask is wrong."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await answer(Request(request.scope, within(request.headers, request.receive)))
            except Exception as error:  # noqa: BLE001  the edge: logged, and told in plain words
                return refused(error, language_asked(request))

        return guarded
