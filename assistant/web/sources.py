"""How does a cited passage become a number in the text and a card beside it, with the exact slice marked?"""

from collections.abc import Iterable
from typing import Final

from assistant.knowledge.documents import Citation, Passage
from assistant.web.escape import EMPTY, Html, escape, join, tag
from assistant.web.view import View

_AROUND: Final = 120
_Key = tuple[int, str]


class Sources:
    """Numbers passages by first use on one page; every number resolves to exactly one card."""

    def __init__(self, view: View, prefix: str = "k") -> None:
        self._view = view
        self._prefix = prefix
        self._cited: dict[_Key, list[Citation]] = {}

    def chips(self, citations: Iterable[Citation]) -> Html:
        """The numbers to print after a statement, each once."""
        numbers = dict.fromkeys(self._number(citation) for citation in citations)
        return join(*(self._chip(number) for number in numbers))

    def cards(self) -> Html:
        """One card per number, in order."""
        return join(*(self._card(n, slices) for n, slices in enumerate(self._cited.values(), 1)))

    def __len__(self) -> int:
        return len(self._cited)

    @property
    def documents(self) -> int:
        return len({slices[0].passage.document.id for slices in self._cited.values()})

    def _number(self, citation: Citation) -> int:
        key = (citation.passage.document.version_id, citation.passage.id)
        self._cited.setdefault(key, []).append(citation)
        return list(self._cited).index(key) + 1

    def _chip(self, number: int) -> Html:
        passage = list(self._cited.values())[number - 1][0].passage
        name = self._view.words("sources.chip", n=number, document=passage.document.title, place=passage.place)
        return tag("a", number, href=f"#{self._prefix}-{number}", class_="kp-cite", aria_label=name)

    def _card(self, number: int, slices: list[Citation]) -> Html:
        words, passage = self._view.words, slices[0].passage
        title_id = f"{self._prefix}-{number}-title"
        return tag(
            "article",
            tag("h3", tag("span", number, class_="kp-number"), " ", passage.document.title, id=title_id),
            where(self._view, passage),
            standing(self._view, passage),
            tag("blockquote", excerpt(passage, slices), lang=passage.language),
            tag(
                "a",
                words("sources.open"),
                href=address(self._view, slices[0]),
                aria_label=f"{words('sources.open')}: {passage.document.title}, {passage.place}",
            ),
            id=f"{self._prefix}-{number}",
            class_="kp-source",
            aria_labelledby=title_id,
        )


def address(view: View, citation: Citation) -> str:
    """Where the document opens with the slice marked."""
    return view.url("knowledge", "place", doc=citation.passage.document.id, at=citation.key)


def where(view: View, passage: Passage) -> Html:
    """Heading path, page, version and date: the passage's place in the world."""
    words, document = view.words, passage.document
    facts = [
        " › ".join(passage.heading) or None,
        words("sources.page", n=passage.page) if passage.page else None,
        words("sources.version", n=document.version_label or document.version),
        words("sources.valid_from", day=document.valid_from) if document.valid_from else None,
    ]
    return tag("p", " · ".join(fact for fact in facts if fact), class_="kp-place")


def standing(view: View, passage: Passage) -> Html:
    """A tag when the passage is not, or soon no longer, something to lean on."""
    today = view.assistant.library.today()
    status = passage.status_on(today)
    if status != "approved":
        return tag("p", tag("span", view.words(f"documents.status_{status}"), class_="kp-tag kp-amb"))
    if passage.document.needs_review(today):
        return tag("p", tag("span", view.words("documents.needs_review"), class_="kp-tag kp-amb"))
    return EMPTY


def excerpt(passage: Passage, slices: Iterable[Citation]) -> Html:
    """The stored text around the slices, the slices marked; what lies far from any slice is left out as `…`."""
    spans = _merged(sorted((one.start - passage.start, one.end - passage.start) for one in slices))
    text = passage.text
    if not spans:
        cut = _word_edge(text, 4 * _AROUND)
        return join(text[:cut], " …" if cut < len(text) else None)
    pieces: list[Html] = []
    at = 0
    for start, end in spans:
        pieces += [_between(text, at, start, first=at == 0), tag("mark", text[start:end])]
        at = end
    rest = _word_edge(text, at + _AROUND)
    return join(*pieces, text[at:rest], " …" if rest < len(text) else None)


def _between(text: str, at: int, start: int, *, first: bool) -> Html:
    """The text from one mark to the next, or before the first, with its middle left out when it is long."""
    if start - at <= 2 * _AROUND:
        return escape(text[at:start])
    near = _word_edge(text, start - _AROUND)
    before = "" if first else text[at : _word_edge(text, at + _AROUND)]
    return join(before, " … " if before else "… ", text[near:start])


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _word_edge(text: str, at: int) -> int:
    """The nearest place at or before `at` that does not split a word."""
    if at <= 0:
        return 0
    if at >= len(text):
        return len(text)
    return text.rfind(" ", 0, at) + 1
