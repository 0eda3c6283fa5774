"""Which lines of a PDF run on as one paragraph?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.knowledge.readers.headings import is_bulleted, is_item, is_key_value, is_step
from assistant.knowledge.readers.pdf_lines import Line, Look
from assistant.knowledge.readers.pdf_words import Words

_FARTHEST_LEADING = 1.9
_MORE_THAN_LEADING = 1.2
_USUAL_LEADING = 1.3
_SENTENCE_ENDS = (".", "!", "?", ":", ";")


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, as one text."""

    text: str
    page: int
    look: Look


def paragraphs(lines: list[Line], words: Words) -> Iterator[Paragraph]:
    """Lines joined; a new one begins at a gap, another look, a list item or a line such as "Ägare: …"."""
    group: list[Line] = []
    leading = _leading(lines)
    for line in lines:
        if group and not _continues(group, line, leading):
            yield _joined(group, words)
            group = []
        group.append(line)
    if group:
        yield _joined(group, words)


def runs_on(last: Paragraph, paragraph: Paragraph) -> bool:
    """Whether the sentence goes on over a page break."""
    if last.look != paragraph.look or last.text.endswith(_SENTENCE_ENDS) or is_bulleted(paragraph.text):
        return False
    return paragraph.page == last.page + 1 and paragraph.text[:1].islower()


def _leading(lines: list[Line]) -> dict[float, float]:
    """The usual distance between lines, by size of text."""
    steps: dict[float, Counter[float]] = {}
    for one, following in pairwise(lines):
        step = one.y - following.y
        if one.look == following.look and 0.8 * one.size < step < _FARTHEST_LEADING * one.size:
            steps.setdefault(one.look[0], Counter())[round(step * 2) / 2] += 1
    return {size: _usual(counts) for size, counts in steps.items()}


def _usual(counts: Counter[float]) -> float:
    most = max(counts.values())
    return min(step for step, count in counts.items() if 3 * count >= most)


def _continues(group: list[Line], line: Line, leading: dict[float, float]) -> bool:
    last = group[-1]
    if line.look[0] != last.look[0] or (line.bold != last.bold and _is_uniform(group)) or line.turned != last.turned:
        return False
    if is_item(line.text) or is_step(line.text) or (is_key_value(line.text) and is_key_value(last.text)):
        return False
    if is_item(group[0].text) and line.x < group[0].x - 1:
        return False
    step = last.y - line.y
    usual = leading.get(line.look[0], _USUAL_LEADING * line.size)
    return last.page == line.page and 0 < step <= _MORE_THAN_LEADING * usual + 0.5


def _is_uniform(group: list[Line]) -> bool:
    """A bold heading ends where plain text begins; a plain paragraph may hold a bold line."""
    return group[-1].bold or len(group) == 1 or not group[-1].text[-1:].islower()


def _joined(group: list[Line], words: Words) -> Paragraph:
    text = group[0].text
    for line in group[1:]:
        text = words.join(text, line.text)
    return Paragraph(text, group[0].page, (group[0].look[0], all(line.bold for line in group)))
