"""Which number does each source have in an exported plan?"""

from collections.abc import Iterable, Iterator

from assistant.knowledge.documents import Citation
from assistant.plan.plan import Section


class Sources:
    """Numbers in the order of first use; sentences of one passage share a number."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._numbers: dict[tuple[int, str], int] = {}
        self._first: list[Citation] = []
        for section in sections:
            for citation in section.citations():
                if _place(citation) not in self._numbers:
                    self._numbers[_place(citation)] = len(self._first) + 1
                    self._first.append(citation)

    def numbers(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._numbers[_place(citation)] for citation in citations))

    def __iter__(self) -> Iterator[tuple[int, Citation]]:
        return iter(enumerate(self._first, start=1))


def _place(citation: Citation) -> tuple[int, str]:
    return citation.passage.document.version_id, citation.passage.id
