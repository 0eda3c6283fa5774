"""What do the lists on the documents page look like: the table, what a search finds, the open gaps?"""

from assistant.knowledge.documents import Document
from assistant.knowledge.library import Found
from assistant.people import Person
from assistant.web.escape import Html, join, tag
from assistant.web.parts import press
from assistant.web.sources import excerpt, standing, where
from assistant.web.view import View

_COLUMNS = ("title", "status", "valid_from", "valid_until", "owner", "label", "passages", "version", "actions")
_TONES = {"approved": "kp-grn", "draft": "kp-blu", "replaced": "kp-amb", "expired": "kp-amb"}


def table(view: View, person: Person, removed: Document | None = None) -> Html:
    """All documents, with actions for those who may; after a removal the row offers to take it back."""
    documents = view.assistant.library.documents()
    undo = _undo(view, removed) if removed else None
    if not documents:
        return join(undo, _empty(view, person))
    head = tag("tr", [tag("th", view.words(f"documents.{column}"), scope="col") for column in _COLUMNS])
    rows = [_row(view, document, person) for document in documents]
    caption = tag("caption", view.words.count("documents.count", len(documents)))
    return join(undo, tag("table", caption, tag("thead", head), tag("tbody", rows), class_="kp-table"))


def hits(view: View, found: list[Found]) -> Html:
    """What a search finds, best first, with the part of the question's words that the passage has."""
    if not found:
        return tag("p", view.words("documents.nothing_found"), role="status")
    return join(
        tag("p", view.words.count("documents.found", len(found)), role="status"),
        [_hit(view, one, number) for number, one in enumerate(found, 1)],
    )


def gap_list(view: View, person: Person) -> Html:
    """Questions that the documents leave unanswered, the most asked first."""
    gaps = view.assistant.gaps.open()
    if not gaps:
        return tag("p", view.words("documents.no_gaps"))
    may = person.may("manage_documents")
    return tag(
        "ul",
        [
            tag(
                "li",
                tag("p", gap.question, lang=gap.language),
                tag(
                    "p",
                    view.words(f"documents.gap_{gap.source}"),
                    " · ",
                    view.words.count("documents.gap_times", gap.times),
                    " · ",
                    view.words.time(gap.last_at),
                    class_="kp-small",
                ),
                press(view.words("documents.gap_close"), "close", gap.id, name=gap.question[:60]) if may else None,
            )
            for gap in gaps
        ],
        class_="kp-list",
    )


def _row(view: View, document: Document, person: Person) -> Html:
    words, today = view.words, view.assistant.library.today()
    status = document.status_on(today)
    review = (
        tag("span", words("documents.needs_review"), class_="kp-tag kp-amb") if document.needs_review(today) else None
    )
    cells: dict[str, object] = {
        "title": join(
            tag("a", document.title, href=view.url("knowledge", doc=document.id)),
            tag("span", document.name, class_="kp-small"),
        ),
        "status": join(tag("span", words(f"documents.status_{status}"), class_=f"kp-tag {_TONES[status]}"), review),
        "valid_from": words.day(document.valid_from),
        "valid_until": words.day(document.valid_until),
        "owner": document.owner or "–",
        "label": words(f"documents.label_{document.label}"),
        "passages": len(view.assistant.library.passages(document.id)),
        "version": document.version_label or document.version,
        "actions": _actions(view, document, person),
    }
    return tag("tr", [tag("td", cells[column], data_l=words(f"documents.{column}")) for column in _COLUMNS])  # type: ignore[arg-type]


def _actions(view: View, document: Document, person: Person) -> Html | str:
    if not person.may("manage_documents"):
        return "–"
    return tag(
        "div",
        press(view.words("documents.edit"), "edit", document.id, name=document.title, kind="kp-small-press"),
        press(view.words("documents.remove"), "remove", document.id, name=document.title, kind="kp-small-press"),
        class_="kp-actions",
    )


def _undo(view: View, removed: Document) -> Html:
    words = view.words
    return tag(
        "p",
        words("documents.removed", title=removed.title),
        " ",
        press(words("documents.undo"), "undo", removed.id, name=removed.title),
        class_="kp-note",
    )


def _empty(view: View, person: Person) -> Html:
    button = press(view.words("documents.samples"), "samples", "") if person.may("manage_documents") else None
    return tag("div", tag("p", view.words("documents.empty")), button, class_="kp-empty")


def _hit(view: View, found: Found, number: int) -> Html:
    passage = found.passage
    share = view.words("documents.share", percent=round(found.share * 100))
    return tag(
        "article",
        tag(
            "h3",
            tag("span", number, class_="kp-number"),
            " ",
            tag(
                "a",
                passage.document.title,
                href=view.url(
                    "knowledge",
                    "place",
                    doc=passage.document.id,
                    at=f"{passage.document.version_id}:{passage.start}-{passage.end}",
                ),
            ),
        ),
        where(view, passage),
        standing(view, passage),
        tag("blockquote", excerpt(passage, ()), lang=passage.language),
        tag("p", share, class_="kp-small"),
        class_="kp-source",
    )
