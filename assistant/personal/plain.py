"""How does a text read when look-alike and hidden characters are out of the way, and where did each one stand?"""

import re
import unicodedata
from dataclasses import dataclass

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u2032\u00b4"), "'")
_KEYCAP = "\ufe0f\u20e3"
_PIECE = re.compile(
    r"(?P<simple>[\n\t -~åäöÅÄÖ]+(?![\u0300-\u036f]))|[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL
)


@dataclass(frozen=True)
class Plain:
    """`text` is folded to plain characters; `starts` and `ends` give each one's place in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, match: re.Match[str], group: int | str = 0) -> tuple[int, int]:
        """Where the match stands in the original text."""
        start, end = match.span(group)
        return (self.starts[start], self.ends[end - 1]) if end > start else (0, 0)


def plain(text: str) -> Plain:
    """NFKC (so full-width digits are digits), one kind of dash, quote and space, no invisible characters."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in _PIECE.finditer(text):
        if piece["simple"]:
            letters.append(piece.group())
            starts.extend(range(*piece.span()))
            ends.extend(range(piece.start() + 1, piece.end() + 1))
            continue
        for letter in _shown(piece.group()):
            letters.append(letter)
            starts.append(piece.start())
            ends.append(piece.end())
    return Plain("".join(letters), tuple(starts), tuple(ends))


def _shown(cluster: str) -> str:
    folded = unicodedata.normalize("NFKC", cluster).translate(_DASHES).translate(_QUOTES)
    if folded[0].isdecimal():  # a digit struck through, or on a key, is that digit
        folded = folded[0] + "".join(c for c in folded[1:] if unicodedata.category(c) not in ("Mn", "Me"))
    return "".join(c for c in folded if c in "\n\t" or not _is_unseen(c))


def _is_unseen(letter: str) -> bool:
    return letter in _KEYCAP or unicodedata.category(letter) in ("Cf", "Cc")
