"""Underlag: which documents do answers rest on, how are they added, corrected and removed, and what is missing?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from assistant.knowledge.intake import Progress, Upload, uploads_from
from assistant.shipping import shipped
from assistant.web.document_table import gap_list, hits, table
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.handling import Call, live, on, result
from assistant.web.pages import document_facts
from assistant.web.parts import heading
from assistant.web.view import View

MOST_BYTES = 20 * 1024 * 1024
_SHOWN_HITS = 6


@dataclass(frozen=True)
class Page:
    """What stands on the page and is written to."""

    line: gr.HTML
    drop: gr.File
    kinds: gr.HTML
    progress: gr.HTML
    listed: gr.HTML
    editor: document_facts.FactsEditor
    query: gr.Textbox
    found: gr.HTML
    gaps: gr.HTML


def build(view: View, site: gr.Blocks) -> None:
    page = _laid_out(view)
    listed, gaps, line = page.listed, page.gaps, page.line
    keep = partial(on, view, permission="manage_documents")
    on(view, site.load, partial(_show, view), outputs=[page.drop, page.kinds, listed, gaps, line])
    added = [page.drop, page.progress, listed, line]
    keep(page.drop.upload, partial(_add, view), inputs=[page.drop], outputs=added, slow=True)
    keep(listed.samples, partial(_samples, view), outputs=[page.progress, listed, line], slow=True)
    keep(listed.remove, partial(_remove, view), outputs=[listed, line])
    keep(listed.undo, partial(_undo, view), outputs=[listed, line])
    document_facts.wire(view, page.editor, listed, line)
    on(view, page.query.submit, partial(_try_search, view), inputs=[page.query], outputs=[page.found, line])
    keep(gaps.close, partial(_close_gap, view), outputs=[gaps, line])


def _laid_out(view: View) -> Page:
    words = view.words
    live(heading(view, "knowledge"), elem_id="kp-title")
    line = live(elem_id="kp-line")
    kinds = live(_kinds(view), elem_id="kp-kinds")
    with gr.Column(elem_id="kp-drop-room"):
        drop = gr.File(label=words("documents.add"), file_count="multiple", height=140, elem_id="kp-drop")
    progress = live(elem_id="kp-progress")
    listed = live(elem_id="kp-table", events=("remove", "undo", "samples", "edit"), min_height=320)
    editor = document_facts.build(view)
    with gr.Row():
        with gr.Column():
            live(tag("h2", words("documents.test_search")), elem_id="kp-test-title")
            query = gr.Textbox(
                label=words("documents.test_label"),
                info=words("documents.test_info"),
                submit_btn=words("documents.test_button"),
                elem_id="kp-test",
            )
            found = live(elem_id="kp-found")
        with gr.Column():
            live(tag("h2", words("documents.gaps"), id="gaps"), elem_id="kp-gaps-title")
            gaps = live(elem_id="kp-gaps", events=("close",), min_height=120)
    return Page(line, drop, kinds, progress, listed, editor, query, found, gaps)


def _kinds(view: View) -> Html:
    """What may be added; the browser names files that are too big here before it sends the others."""
    words = view.words
    told = tag("div", role="alert", data_most_bytes=MOST_BYTES, data_words=words("documents.too_big"))
    return join(tag("p", words("documents.kinds"), class_="kp-small"), told)


def _show(view: View, call: Call) -> list[Any]:
    """Whoever may not add documents is told so instead of being asked to."""
    told = tag("p", view.words("documents.may_not_add"), class_="kp-small")
    may = call.person.may("manage_documents")
    adding = [gr.skip(), gr.skip()] if may else [gr.update(visible=False), told]
    return [*adding, table(view, call.person), gap_list(view, call.person), EMPTY]


def _add(view: View, call: Call, paths: list[str] | None) -> Iterator[list[Any]]:
    files = call.brought(paths or ())
    try:
        uploads = [Upload(path.name, path) for path in files]
        yield [None, _steps(view, {}), gr.skip(), EMPTY]
        for shown in _taken_in(view, call, uploads):
            yield [gr.skip(), shown, gr.skip(), EMPTY]
    finally:
        call.done_with(files)
    yield [gr.skip(), gr.skip(), table(view, call.person), EMPTY]


def _samples(view: View, call: Call) -> Iterator[list[Any]]:
    for shown in _taken_in(view, call, uploads_from([shipped("knowledge", "demo")])):
        yield [shown, gr.skip(), EMPTY]
    yield [gr.skip(), table(view, call.person), EMPTY]


def _taken_in(view: View, call: Call, uploads: list[Upload]) -> Iterator[Html]:
    latest: dict[str, Progress] = {}
    for step in view.assistant.library.add(uploads, call.person.actor):
        latest[f"{step.number}"] = step
        yield _steps(view, latest)


def _steps(view: View, latest: dict[str, Progress]) -> Html:
    return (
        tag("div", tag("ul", [_step(view, step) for step in latest.values()], class_="kp-steps"), role="status")
        if latest
        else EMPTY
    )


def _step(view: View, step: Progress) -> Html:
    words = view.words
    if step.step == "refused" and step.error:
        said = tag("span", words("documents.refused"), " ", step.error[view.language])
        return tag("li", tag("strong", "✗ ", step.name), said, class_="kp-refused")
    if step.step in ("done", "unchanged"):
        made = words.count("documents.done", step.passages) if step.step == "done" else words("documents.unchanged")
        told = (*step.notices, *([step.error] if step.error else []))  # an error here: saved, but not searchable yet
        notices = [tag("span", one[view.language], class_="kp-small") for one in told]
        return tag("li", tag("strong", "✓ ", step.name), tag("span", made), notices, class_="kp-done")
    order = ("reading", "splitting", "indexing")
    bar = tag("progress", value=order.index(step.step) + 1, max=len(order) + 1, aria_label=step.name)
    return tag("li", tag("strong", "● ", step.name), bar, tag("span", words(f"documents.step_{step.step}")))


def _remove(view: View, call: Call) -> list[Html]:
    document = view.assistant.library.document(call.picked() or 0)
    if document is None:
        return [table(view, call.person), EMPTY]
    view.assistant.library.remove(document.id, call.person.actor)
    return [table(view, call.person, removed=document), result(view.words("documents.removed", title=document.title))]


def _undo(view: View, call: Call) -> list[Html]:
    view.assistant.library.restore(call.picked() or 0, call.person.actor)
    return [table(view, call.person), result(view.words("documents.restored"))]


def _try_search(view: View, call: Call, query: str) -> list[Html]:
    asked = query.strip()[:500]
    return [hits(view, view.assistant.library.search(asked, _SHOWN_HITS)) if asked else EMPTY, EMPTY]


def _close_gap(view: View, call: Call) -> list[Html]:
    view.assistant.gaps.close(call.picked() or 0, call.person.actor)
    return [gap_list(view, call.person), join(result(view.words("documents.gap_closed")))]
