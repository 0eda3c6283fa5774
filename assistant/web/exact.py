"""How is outgoing text shown character for character, with remarks marked, changes visible and nothing hidden?"""

import itertools
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from string import ascii_uppercase
from unicodedata import category

from assistant.guards.draft import Finding
from assistant.web.escape import Html, join, tag

_ORDER = {"stop": 0, "reason": 1, "note": 2}
_PLAIN = frozenset("\n\t\u200d\ufe0f")
_STACK = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{3,})")


def lettered(findings: Sequence[Finding]) -> list[tuple[str, Finding]]:
    """Findings in text order with A, B, C …; AA after Z."""
    ordered = sorted(findings, key=lambda one: (one.start, one.end, _ORDER[one.level]))
    return [(_letter(n), finding) for n, finding in enumerate(ordered)]


def marked(text: str, findings: Sequence[tuple[str, Finding]]) -> Html:
    """The exact text; each remark's words are underlined and followed by its letter."""
    edges = sorted({0, len(text), *(_clip(edge, text) for _, one in findings for edge in (one.start, one.end))})
    pieces: list[Html] = []
    for start, end in itertools.pairwise(edges):
        active = [one for _, one in findings if one.start <= start and one.end >= end]
        piece = visible(text[start:end])
        pieces.append(_underlined(piece, active))
        pieces += [
            tag("sup", letter, class_="kp-letter")
            for letter, one in findings
            if _clip(one.end, text) == end and one.end > one.start
        ]
    return join(*pieces)


def visible(text: str) -> Html:
    """Text whose invisible, direction-changing and piled-up characters are spelled out: nobody approves them unseen."""
    return join(*(_spelled(piece) if _is_hidden(piece) or _STACK.fullmatch(piece) else piece for piece in _runs(text)))


def changes(before: str, after: str) -> Html:
    """Word by word: what was taken out and what was put in."""
    old, new = _words(before), _words(after)
    pieces: list[Html] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("delete", "replace"):
            pieces.append(tag("del", visible("".join(old[i:j]))))
        if kind in ("insert", "replace"):
            pieces.append(tag("ins", visible("".join(new[k:m]))))
        if kind == "equal":
            pieces.append(visible("".join(old[i:j])))
    return join(*pieces)


def _underlined(piece: Html, active: Sequence[Finding]) -> Html:
    if not active:
        return piece
    worst = min(active, key=lambda one: _ORDER[one.level])
    return tag("span", piece, class_=f"kp-f kp-f-{worst.level}")


def _runs(text: str) -> Iterator[str]:
    """Hidden characters one by one, piles of marks and everything between them in one piece each."""
    run = ""
    for part in _STACK.split(text):
        for character in () if _STACK.fullmatch(part) else part:
            if _is_hidden(character):
                yield from (run, character) if run else (character,)
                run = ""
            else:
                run += character
        if _STACK.fullmatch(part):
            yield from (run, part) if run else (part,)
            run = ""
    if run:
        yield run


def _is_hidden(piece: str) -> bool:
    return len(piece) == 1 and piece not in _PLAIN and category(piece) in ("Cf", "Cc", "Co", "Cn")


def _spelled(piece: str) -> Html:
    """`U+202E`, or `U+0301 × 40` for marks that would cover the lines around them."""
    many = f" × {len(piece)}" if len(piece) > 1 else ""
    return tag("span", f"U+{ord(piece[0]):04X}{many}", class_="kp-ghost")


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _clip(edge: int, text: str) -> int:
    return max(0, min(edge, len(text)))


def _letter(number: int) -> str:
    turns, rest = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[turns - 1] if turns else "") + ascii_uppercase[rest]
