"""What do the pages without Gradio look like: the entrance, pages in the frame, errors?"""

from fastapi import Request
from fastapi.responses import HTMLResponse

from assistant.language import LANGUAGES, Language
from assistant.web.escape import EMPTY, Content, Html, join, tag
from assistant.web.frame import frame, head
from assistant.web.identity import person_of
from assistant.web.view import View
from assistant.web.words import Words


def page(view: View, request: Request, title: str, *content: Content, status: int = 200) -> HTMLResponse:
    """A page for the person who asks: the frame around it, the heading, then the content."""
    around = frame(view, person_of(request), request.url.path, request.url.query)
    main = tag("main", tag("h1", title), *content, id="main", class_="kp-reader")
    whole = document(view.language, f"{title} – {view.words('frame.brand')}", main, around)
    return HTMLResponse(whole, status)


def entrance(view: View, title: str, *content: Content, other: str, status: int = 200) -> HTMLResponse:
    """A page for somebody who is not signed in; `other` is its address in the other language."""
    words = view.words
    language = next(one for one in LANGUAGES if one != view.language)
    switch = tag("a", words("frame.other_language"), href=other, lang=language, hreflang=language, class_="kp-tool")
    mark = tag("img", src="/static/icon.svg", alt="", width=28, height=28)
    brand = tag("p", mark, tag("span", words("frame.brand")), class_="kp-brand")
    top = tag("header", tag("div", brand, tag("div", switch, class_="kp-tools"), class_="kp-top kp-entrance"))
    main = tag("main", tag("h1", title), *content, id="main", class_="kp-reader kp-entrance")
    return HTMLResponse(document(view.language, f"{title} – {words('frame.brand')}", main, top), status)


def document(language: Language, title: str, body: Html, frame: Html = EMPTY) -> str:
    """A whole HTML document; scripts come from our own files only."""
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            head(language, plain=True),
            tag("title", title),
        ),
        tag("body", frame, body, class_="kp-plain"),
        lang=language,
    )
    return f"<!doctype html>{page}"


def error_page(words: Words, status: int, said: str = "") -> str:
    """A fixed text per kind of error; nothing from inside the program is shown."""
    known = {401: "errors.sign_in", 403: "errors.not_allowed", 404: "errors.not_found", 413: "errors.too_large"}
    text = said or words(known.get(status, "errors.unexpected"))
    body = tag(
        "main",
        tag("h1", words("errors.title")),
        tag("p", text),
        tag("p", tag("a", words("errors.home"), href=f"/{words.language}/")),
        id="main",
        class_="kp-reader",
    )
    return document(words.language, f"{words('errors.title')} – {words('frame.brand')}", join(body))
