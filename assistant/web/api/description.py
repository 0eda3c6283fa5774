"""What does the machine-readable description of the API say: OpenAPI, from the routes themselves?"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.web.access import ROUTES
from assistant.web.words import Words

Description = dict[str, Any]
HOOK: Final = "/hooks/posts"
_SKIPPED: Final = frozenset({"/api/docs", "/api/openapi.json", "/api/{rest:path}"})
_SECURITY: Final = {"token": {"type": "http", "scheme": "bearer"}}
_PROBLEM: Final = {
    "type": "object",
    "properties": {"error": {"type": "string"}, "code": {"type": "string"}},
    "required": ["error", "code"],
}
_PROBLEM_ANSWER: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_SIGNATURE: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


def describe(app: FastAPI, words: Words) -> Description:
    """OpenAPI 3.1 of everything for machines, with summaries and field texts in the language of `words`."""
    routes = [route for route in app.routes if _is_for_machines(getattr(route, "path", ""))]
    routes.sort(key=lambda route: getattr(route, "path", "") == HOOK)  # the hook last
    made: Description = get_openapi(
        title=words("api.title"), version=version("krisplan"), description=words("api.lead"), routes=routes
    )
    made["components"]["securitySchemes"] = _SECURITY
    made["components"]["schemas"]["Problem"] = deepcopy(_PROBLEM)
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)
    for path, method, operation in operations(made):
        _complete(operation, path, method, words)
    for shape in made["components"]["schemas"].values():
        for name, field in shape.get("properties", {}).items():
            field["description"] = words(f"api.field_{name}")
    return made


def operations(description: Description) -> Iterator[tuple[str, str, Description]]:
    """Path, method in capitals and the operation, in the order the routes were added."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def fields_of(description: Description, operation: Description) -> tuple[Description, Description]:
    """The named fields that go in and come out."""
    body = operation.get("requestBody", {}).get("content", {})
    answers: list[Description] = [one for code, one in operation["responses"].items() if code.startswith("2")]
    answer = answers[0].get("content", {}) if answers else {}
    return _properties(description, body), _properties(description, answer)


def inner_shapes(description: Description) -> Iterator[tuple[str, Description]]:
    """The name and fields of every shape that other shapes hold."""
    shapes: Description = description["components"]["schemas"]
    held = json.dumps([shape["properties"] for shape in shapes.values()])
    for name, shape in shapes.items():
        if f'"#/components/schemas/{name}"' in held:
            yield name, shape["properties"]


def _is_for_machines(path: str) -> bool:
    return (path.startswith("/api/") and path not in _SKIPPED) or path == HOOK


def _complete(operation: Description, path: str, method: str, words: Words) -> None:
    operation["summary"] = words(f"api.route_{operation['operationId']}")
    operation["x-scope"] = ROUTES[f"{method} {path}"]
    operation.pop("description", None)
    for parameter in operation.get("parameters", ()):
        parameter["description"] = words(f"api.field_{parameter['name'].lower().replace('-', '_')}")
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {"description": words("api.problem"), "content": _PROBLEM_ANSWER}
    if path == HOOK:
        _complete_hook(operation, words)
    else:
        operation["security"] = [{"token": []}]


def _complete_hook(operation: Description, words: Words) -> None:
    operation["parameters"] = [
        {
            "name": name,
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
            "description": words(f"api.field_{name.replace('-', '_')}"),
        }
        for name in _SIGNATURE
    ]
    shape = {"schema": {"$ref": "#/components/schemas/PostIn"}}
    operation["requestBody"] = {"required": True, "content": {"application/json": shape}}


def _properties(description: Description, content: Mapping[str, Any]) -> Description:
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    shape = description["components"]["schemas"].get(reference.rpartition("/")[2], {})
    found: Description = shape.get("properties", {})
    return found
