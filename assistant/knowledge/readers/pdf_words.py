"""Does the hyphen at the end of a line belong to the word, or does it only part it?"""

from collections import Counter
from collections.abc import Iterable

_CONJUNCTIONS = ("och", "eller", "samt", "and", "or")
_AROUND_WORDS = '.,;:!?()”“"'
_SHORTEST_PARTED = 3


class Words:
    """The words of the document, as far as they stand whole on a line."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = Counter(_bare(word) for text in texts for word in text.split()[:-1])

    def join(self, first: str, second: str) -> str:
        """Two lines as one."""
        if first.endswith("\u00ad"):
            return first[:-1] + second
        head, tail = first.split()[-1:], second.split()[:1]
        if not head or not tail or len(head[0]) < 2 or head[0][-1] != "-" or not head[0][-2].isalnum():
            return f"{first} {second}"
        if _bare(tail[0]) in _CONJUNCTIONS:
            return f"{first} {second}"
        return first + second if self._keeps_hyphen(head[0][:-1], tail[0]) else first[:-1] + second

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        if _bare(head + tail) in self._known:
            return False
        if _bare(f"{head}-{tail}") in self._known:
            return True
        return not tail[:1].islower() or not head[-1].islower() or len(head) < _SHORTEST_PARTED


def _bare(word: str) -> str:
    return word.strip(_AROUND_WORDS).casefold()
