"""Which addresses does the program answer at all, Gradio's own included, as tests walk over them?"""

import re
from collections.abc import Iterator

from starlette.routing import BaseRoute, Mount

LANGUAGES = ("sv", "en")


def declared(application) -> set[str]:
    """`GET /export/plan.docx`: every route of our own, as it is written in the code."""
    return {f"{method} {route.path}" for route, method in _own(application)}


def every_address(application) -> list[tuple[str, str]]:
    """Method and an address that the route answers, for our own routes and for Gradio's, guarded or not."""
    ours = {(method, filled(route.path)) for route, method in _own(application)}
    return sorted(ours | {(method, filled(path)) for method, path in _gradios(application)})


def filled(path: str) -> str:
    """Something plausible in the place of every variable part."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda part: "sv" if part[1] == "language" else "1", path)


def inner(application):
    """Within what is wrapped around it: the log, the shell, the dressing."""
    while not hasattr(application, "router"):
        application = application.app
    return application


def _own(application) -> Iterator[tuple[BaseRoute, str]]:
    for route in _flat(inner(application).router.routes):
        if isinstance(route, Mount):
            assert route.path in ("/static", *(f"/{one}" for one in LANGUAGES)), "a mount that nothing guards"
        else:
            yield from ((route, method) for method in route.methods if method != "HEAD")


def _gradios(application) -> Iterator[tuple[str, str]]:
    for site in inner(application).router.routes:
        if isinstance(site, Mount) and site.path != "/static":
            inside = list(_flat(site.app.app.routes))
            assert len(inside) > 50, "Gradio's own routes were found"
            for route in inside:
                yield from ((method, f"{site.path}{route.path}") for method in getattr(route, "methods", ()))


def _flat(routes) -> Iterator[BaseRoute]:
    """Routers that were included lie within the list as one entry."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from _flat(inner.routes) if inner else (route,)
