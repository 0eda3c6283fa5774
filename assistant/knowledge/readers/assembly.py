"""How do a reader's pieces become blocks with heading paths, a title and notices to the uploader?"""

import re
from collections.abc import Iterable
from typing import TypeGuard

from assistant.knowledge.readers.cleaning import cleaned, has_words, one_line
from assistant.knowledge.readers.headings import is_key_value, number_depth
from assistant.knowledge.readers.parsed import Block, FileKind, Parsed
from assistant.knowledge.readers.pieces import TITLE, Found, Hidden, Piece
from assistant.language import Said

_LONGEST_TITLE = 200
_LONGEST_SAMPLE = 80
_SHOWN = 3
_EMPTY_TITLE = re.compile(
    r"Microsoft \w+ - |untitled|namnlös|\(anonymous\)|(?:word )?(?:document|dokument)\s?\d*$"
    r"|powerpoint[ -]presentation|(?:book|bok|presentation)\d*$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:table of )?contents|innehåll|innehållsförteckning", re.IGNORECASE)
_INVISIBLE = Said("osynliga tecken", "invisible characters")


def assembled(kind: FileKind, found: Found) -> Parsed:
    """Blocks in order; the only top heading, if it comes first, is the title and stays out of the paths."""
    headings = [piece for piece in found.pieces if _may_name_all(piece)]
    title = _title_heading(found.pieces, headings) if found.headed else None
    blocks, hidden = _Walk(title).through(found.pieces)
    names = [title.text if title else "", found.title or "", _first_name(headings) if found.headed else ""]
    named = next((name for name in map(one_line, names) if name and not _EMPTY_TITLE.match(name)), None)
    return Parsed(kind, named and named[:_LONGEST_TITLE], tuple(blocks), (*found.notices, *_told(hidden)))


def _may_name_all(piece: Piece | Hidden) -> TypeGuard[Piece]:
    return isinstance(piece, Piece) and piece.kind == "heading" and not _CONTENTS.fullmatch(one_line(piece.text))


def _first_name(headings: list[Piece]) -> str:
    return headings[0].text if headings and not number_depth(one_line(headings[0].text)) else ""


def _title_heading(pieces: list[Piece | Hidden], headings: list[Piece]) -> Piece | None:
    for piece in headings:
        if piece.level == TITLE:
            return piece
    top = min((piece.level for piece in headings), default=TITLE)
    tops = [piece for piece in headings if piece.level == top]
    if len(tops) != 1 or headings[0] is not tops[0] or number_depth(one_line(tops[0].text)):
        return None
    body = (piece for piece in pieces if isinstance(piece, Piece) and piece.kind != "header")
    return tops[0] if len(headings) > 1 or next(body) is tops[0] else None


class _Walk:
    """Keeps the path of headings while the pieces go by."""

    def __init__(self, title: Piece | None) -> None:
        self._title = title
        self._path: list[tuple[int, str]] = []
        self._blocks: list[Block] = []
        self._hidden: list[tuple[Hidden, str]] = []

    def through(self, pieces: Iterable[Piece | Hidden]) -> tuple[list[Block], list[tuple[Hidden, str]]]:
        for piece in pieces:
            if isinstance(piece, Hidden):
                self._hide(piece)
            else:
                self._add(piece)
        return self._blocks, self._hidden

    def _add(self, piece: Piece) -> None:
        text, invisible = cleaned(piece.text)
        if has_words(text):
            self._place(piece, text)
        if invisible:
            self._hide(Hidden(_INVISIBLE, invisible, piece.page))

    def _place(self, piece: Piece, text: str) -> None:
        if piece.kind == "heading":
            text = text.replace("\n", " ")
            self._enter(piece, text)
        path = () if piece.kind == "header" else tuple(name for _, name in self._path)
        if piece is self._title:
            path = (text,)
        for part in _parts(text):
            self._blocks.append(Block(part, path, piece.page, piece.kind))

    def _enter(self, piece: Piece, text: str) -> None:
        while self._path and self._path[-1][0] >= piece.level:
            self._path.pop()
        if piece is not self._title:
            self._path.append((piece.level, text))

    def _hide(self, hidden: Hidden) -> None:
        if hidden.reason is _INVISIBLE or has_words(hidden.text):
            self._hidden.append((hidden, self._path[-1][1] if self._path else ""))


def _parts(text: str) -> list[str]:
    """Lines such as "Ägare: …" under each other stand for themselves; other line breaks stay."""
    lines = text.split("\n")
    return lines if len(lines) > 1 and all(is_key_value(line) for line in lines) else [text]


def _told(hidden: list[tuple[Hidden, str]]) -> list[Said]:
    """One notice per reason, with the first places and words."""
    groups: dict[Said, list[tuple[Hidden, str]]] = {}
    for one in hidden:
        groups.setdefault(one[0].reason, []).append(one)
    return [_notice(reason, ones) for reason, ones in groups.items()]


def _notice(reason: Said, ones: list[tuple[Hidden, str]]) -> Said:
    places = [_place_of(one, heading) for one, heading in ones[:_SHOWN]]
    more = len(ones) - _SHOWN
    sv, en = "; ".join(place.sv for place in places), "; ".join(place.en for place in places)
    return Said(
        f"Används inte ({reason.sv}): {sv}" + (f"; och {more} till." if more > 0 else "."),
        f"Not used ({reason.en}): {en}" + (f"; and {more} more." if more > 0 else "."),
    )


def _place_of(one: Hidden, heading: str) -> Said:
    sample = one_line(one.text)
    if len(sample) > _LONGEST_SAMPLE:
        sample = sample[: _LONGEST_SAMPLE - 1].rstrip() + "…"
    sv, en = (f"”{sample}”", f"“{sample}”") if sample else (f"{len(one.text)} st", f"{len(one.text)}")
    if one.page is not None:
        return Said(f"{sv} på sidan {one.page}", f"{en} on page {one.page}")
    return Said(f"{sv} under ”{heading}”", f"{en} under “{heading}”") if heading else Said(sv, en)
