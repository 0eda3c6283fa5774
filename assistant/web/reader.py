"""How is a document read in full, with the cited slice marked and in view? A plain page without Gradio."""

from assistant.errors import AssistantError
from assistant.knowledge.documents import Citation, Document
from assistant.language import Language
from assistant.web.escape import Html, escape, join, tag
from assistant.web.view import View


def reader(view: View, document_id: int, key: str | None) -> Html:
    """The body of `/sv/knowledge?doc=3&at=7:120-180`. Raises AssistantError for what is not there."""
    document = view.assistant.library.document(document_id)
    if document is None:
        raise AssistantError(
            sv=f"Det finns inget dokument med nummer {document_id}. Gå till listan.",
            en=f"There is no document with number {document_id}. Go to the list.",
        )
    citation = _cited(view, document, key)
    version = citation.passage.document if citation else document
    return tag(
        "main",
        tag("p", tag("a", view.words("reader.back"), href=view.url("knowledge"))),
        tag("h1", document.title),
        _facts(view, version),
        _notes(view, document, version, key is not None and citation is None),
        tag("article", _text(view, version, citation), class_="kp-document", lang=_language(view, document)),
        id="main",
        class_="kp-reader",
    )


def _cited(view: View, document: Document, key: str | None) -> Citation | None:
    """The slice, if it can be located in this very document; a wrong mark would be worse than none."""
    if key is None:
        return None
    try:
        citation = view.assistant.library.resolve(key)
    except AssistantError:
        return None
    return citation if citation.passage.document.id == document.id else None


def _facts(view: View, document: Document) -> Html:
    words = view.words
    rows = (
        ("documents.status", words(f"documents.status_{document.status_on(view.assistant.library.today())}")),
        ("documents.version", document.version_label or document.version),
        ("documents.valid_from", words.day(document.valid_from)),
        ("documents.valid_until", words.day(document.valid_until)),
        ("documents.owner", document.owner or "–"),
        ("documents.label", words(f"documents.label_{document.label}")),
        ("documents.file", document.name),
    )
    original = tag("a", words("reader.original"), href=f"/documents/{document.version_id}/original", download=True)
    facts = tag("dl", [tag("div", tag("dt", words(key)), tag("dd", value)) for key, value in rows], class_="kp-facts")
    return join(facts, tag("p", original))


def _notes(view: View, newest: Document, shown: Document, unmarked: bool) -> Html:
    notes = [notice[view.language] for notice in view.assistant.library.notices(shown.version_id)]
    if shown.version_id != newest.version_id:
        notes.append(view.words("reader.older", shown=shown.version, newest=newest.version))
    if unmarked:
        notes.append(view.words("reader.unmarked"))
    return join(*(tag("p", note, class_="kp-note kp-note-warn") for note in notes))


def _text(view: View, document: Document, citation: Citation | None) -> Html:
    text = view.assistant.library.text(document.version_id)
    headings = {passage.heading[-1] for passage in view.assistant.library.passages(document.id) if passage.heading}
    at, lines = 0, []
    for line in text.split("\n"):
        shown = _line(line, at, citation)
        lines.append(tag("h2", shown) if line.strip() in headings else tag("p", shown) if line.strip() else None)
        at += len(line) + 1
    return join(*lines)


def _line(line: str, at: int, citation: Citation | None) -> Html:
    """The line, with the part of it that the citation covers marked; the first mark is where the page opens."""
    if citation is None or citation.end <= at or citation.start >= at + len(line):
        return escape(line)
    start, end = max(0, citation.start - at), min(len(line), citation.end - at)
    begins = citation.start >= at
    mark = tag("mark", line[start:end], id="place" if begins else None, class_="kp-here" if begins else None)
    return join(line[:start], mark, line[end:])


def _language(view: View, document: Document) -> Language:
    """The language most of its passages are in."""
    said = [passage.language for passage in view.assistant.library.passages(document.id)]
    return max(set(said), key=said.count) if said else view.language
