"""What do the pages without Gradio look like: the person picker, the document reader, errors?"""

from collections.abc import Sequence

from assistant.language import Language
from assistant.people import Person
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.frame import head
from assistant.web.words import Words


def document(language: Language, title: str, body: Html, frame: Html = EMPTY) -> str:
    """A whole HTML document; scripts come from our own files only."""
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            head(language),
            tag("title", title),
        ),
        tag("body", frame, body, class_="kp-plain"),
        lang=language,
    )
    return f"<!doctype html>{page}"


def picker(words: Words, people: Sequence[Person], role_names: dict[str, str], target: str) -> str:
    """Choose who you are: one button per person, posted, never a link."""
    rows = [
        tag(
            "li",
            tag(
                "button",
                tag("strong", person.name),
                tag("span", ", ".join(role_names.get(role, role) for role in sorted(person.roles)), class_="kp-small"),
                name="person",
                value=person.id,
                class_="kp-choice",
            ),
        )
        for person in people
    ]
    body = tag(
        "main",
        tag("h1", words("person.title")),
        tag("p", words("person.instead"), class_="kp-note kp-note-warn"),
        tag("p", words("person.why")),
        tag(
            "form",
            tag("input", type="hidden", name="next", value=target),
            tag("ul", rows, class_="kp-people"),
            method="post",
            action="/person",
        )
        if people
        else tag("p", words("person.nobody")),
        id="main",
        class_="kp-reader",
    )
    return document(words.language, f"{words('person.title')} – {words('frame.brand')}", body)


def error_page(words: Words, status: int, said: str = "") -> str:
    """A fixed text per kind of error; nothing from inside the program is shown."""
    known = {401: "errors.person", 403: "errors.not_allowed", 404: "errors.not_found", 413: "errors.too_large"}
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
