"""Which paragraphs of a PDF are headings, and how deep, when the file does not say so plainly?"""

import re
from collections import Counter
from collections.abc import Iterable

from assistant.knowledge.readers.headings import could_be_heading, is_step, number_depth
from assistant.knowledge.readers.pdf_lines import Look
from assistant.knowledge.readers.pdf_paragraphs import Paragraph

_LARGER = 0.8
_LONGEST = 160
_LONGEST_NUMBERED = 70
_DATE = re.compile(r"\d{4}-\d\d-\d\d|(?:den )?\d{1,2} [a-zA-Z]{3,9} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}")
_PLAIN = re.compile(r"\W+")


def heading_levels(texts: list[Paragraph], outline: dict[str, int]) -> dict[int, int]:
    """Level by position in `texts`; 1 is the outermost: the larger, the bolder and the shorter the number.

    `outline` is what the file itself lists, plain text to depth.
    """
    body = body_look(texts)
    found = {at for at, one in enumerate(texts) if plain(one.text) in outline or _looks_like_heading(one, body)}
    found -= _steps(texts, found, body)
    kinds = {at: _kind(texts[at], outline) for at in found}
    order = sorted(set(kinds.values()))
    return {at: 1 + order.index(kind) for at, kind in kinds.items()}


def body_look(texts: Iterable[Paragraph]) -> Look:
    """Size and weight of most of the text."""
    amount: Counter[Look] = Counter()
    for one in texts:
        amount[one.look] += len(one.text)
    return amount.most_common(1)[0][0] if amount else (10.0, False)


def plain(text: str) -> str:
    """Letters and figures only, to compare a line with an outline."""
    return _PLAIN.sub("", text).casefold()


def _looks_like_heading(one: Paragraph, body: Look) -> bool:
    if (
        len(one.text) > _LONGEST
        or _DATE.fullmatch(one.text)
        or one.text[-1:] in (".", ",", ";", ":")
        or not any(map(str.isalpha, one.text))
    ):
        return False
    if one.look[0] >= body[0] + _LARGER:
        return True
    bold = one.look[1] and not body[1] and one.look[0] >= body[0] - 0.5
    numbered = number_depth(one.text) > 0 and len(one.text) <= _LONGEST_NUMBERED
    return could_be_heading(one.text) and (bold or numbered)


def _kind(one: Paragraph, outline: dict[str, int]) -> tuple[float, bool, int]:
    return -one.look[0], not one.look[1], outline.get(plain(one.text)) or max(number_depth(one.text), 1)


def _steps(texts: list[Paragraph], found: set[int], body: Look) -> set[int]:
    """What looks like numbered headings but is a list of steps: nothing stands between them."""
    steps = {at for at in found if is_step(texts[at].text) and texts[at].look == body}
    return {at for at in steps if at - 1 in steps or at + 1 in steps}
