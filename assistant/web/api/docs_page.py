"""What does the page say that tells people how machines use the API: routes, scopes, fields and an example each?"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.language import LANGUAGES, Language
from assistant.web.api.description import Description, describe, fields_of, inner_shapes, operations
from assistant.web.api.examples import example
from assistant.web.api.refusals import CODES, language_asked
from assistant.web.escape import Html, join, tag
from assistant.web.plain import document
from assistant.web.view import View, Views
from assistant.web.words import Words

_CODES: Final = (401, 403, 404, 409, 413, 422, 429, 503)


def add_docs_page(app: FastAPI, views: Views) -> None:
    @app.get("/api/openapi.json", include_in_schema=False)
    def openapi(request: Request, language: Language | None = None) -> JSONResponse:
        return JSONResponse(describe(app, views[language or language_asked(request)].words))

    @app.get("/api/docs", include_in_schema=False)
    def docs(request: Request, language: Language | None = None) -> HTMLResponse:
        view = views[language or language_asked(request)]
        title = f"{view.words('api.title')} – {view.words('frame.brand')}"
        body = tag("main", _page(view, request, describe(app, view.words)), id="main", class_="kp-reader")
        return HTMLResponse(document(view.language, title, body, _top(view)))


def _top(view: View) -> Html:
    other = next(one for one in LANGUAGES if one != view.language)
    brand = tag("a", tag("span", view.words("frame.brand")), href=view.url(), class_="kp-brand")
    to_other = tag(
        "a", view.words("api.other_language"), href=f"?language={other}", lang=other, hreflang=other, class_="kp-tool"
    )
    return join(
        tag("a", view.words("api.skip"), href="#main", class_="kp-skip"),
        tag("header", tag("div", brand, tag("div", to_other, class_="kp-tools"), class_="kp-top")),
    )


def _page(view: View, request: Request, description: Description) -> Html:
    words, address = view.words, str(request.base_url).rstrip("/")
    found = list(operations(description))
    listed = [
        tag("li", tag("a", tag("code", f"{method} {path}"), href=f"#{one['operationId']}"), " ", one["summary"])
        for path, method, one in found
    ]
    return join(
        tag("h1", words("api.title")),
        tag("p", words("api.lead"), class_="kp-lead"),
        tag("h2", words("api.access")),
        tag("p", words("api.access_token")),
        tag("p", words("api.access_never")),
        tag("p", words("api.lists")),
        tag("p", tag("a", words("api.as_openapi"), href=f"/api/openapi.json?language={view.language}")),
        tag("h2", words("api.routes")),
        tag("ul", listed),
        _problems(words),
        [_operation(words, address, description, *one) for one in found],
        tag("h2", words("api.shapes")),
        tag("p", words("api.shapes_lead")),
        [_fields(words, name, fields, None) for name, fields in inner_shapes(description)],
    )


def _problems(words: Words) -> Html:
    rows = [(str(status), CODES[status], words(f"api.status_{status}")) for status in _CODES]
    heads = (words("api.status"), words("api.code"), words("api.means"))
    return join(
        tag("h2", words("api.problems")),
        tag("p", words("api.problems_lead")),
        _table(words("api.problems"), heads, rows),
    )


def _operation(
    words: Words, address: str, description: Description, path: str, method: str, operation: Description
) -> Html:
    goes_in, comes_out = fields_of(description, operation)
    command = example(words, address, path, method, operation["operationId"])
    needed = set(_required(description, operation))
    parameters = operation.get("parameters", [])
    said = {one["name"]: {**one["schema"], "description": one["description"]} for one in parameters}
    must = {one["name"] for one in parameters if one["required"]}
    return tag(
        "section",
        tag("h2", tag("code", f"{method} {path}"), id=operation["operationId"]),
        tag("p", operation["summary"]),
        tag("p", tag("strong", words("api.scope")), ": ", words(f"api.scope_{operation['x-scope']}")),
        _fields(words, words("api.parameters"), said, must),
        _fields(words, words("api.goes_in"), goes_in, needed),
        _fields(words, words("api.comes_out"), comes_out, None),
        tag("h3", words("api.example")),
        tag("pre", command, class_="kp-pre kp-card", tabindex="0"),
    )


def _required(description: Description, operation: Description) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    found: list[str] = description["components"]["schemas"].get(name, {}).get("required", [])
    return found


def _fields(words: Words, title: str, found: Mapping[str, Any], needed: set[str] | None) -> Html | None:
    """One row per field; `needed` None where the question does not arise."""
    if not found:
        return None
    heads = (words("api.name"), words("api.kind"), words("api.means"))
    rows = []
    for name, field in found.items():
        must = f" {words('api.needed')}" if needed and name in needed else ""
        rows.append((name, _kind(field), field["description"] + must))
    return _table(title, heads, rows)


def _table(caption: str, heads: tuple[str, str, str], rows: list[tuple[str, str, str]]) -> Html:
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", [tag("th", head, scope="col") for head in heads])),
        tag(
            "tbody",
            [
                tag(
                    "tr",
                    tag("td", tag("strong", name), data_l=heads[0]),
                    tag("td", kind, data_l=heads[1]),
                    tag("td", means, data_l=heads[2]),
                )
                for name, kind, means in rows
            ],
        ),
        class_="kp-table",
    )


def _kind(field: Mapping[str, Any]) -> str:
    """`string`, `integer`, `a | b`, `list of Name`, as JSON calls them."""
    return " | ".join(dict.fromkeys(_kinds(field)))


def _kinds(field: Mapping[str, Any]) -> Iterator[str]:
    if "anyOf" in field:
        for one in field["anyOf"]:
            yield from _kinds(one)
    elif "enum" in field:
        yield from field["enum"]
    elif "$ref" in field:
        yield field["$ref"].rpartition("/")[2]
    elif field.get("type") == "array":
        yield f"[{_kind(field['items'])}]"
    else:
        yield field.get("format", field.get("type", ""))
