"""Does the text carry over the post's own words, or speak as a machine?"""

import re
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.guards.wordings import hits
from assistant.language import Said
from assistant.method import Method
from assistant.personal.plain import plain

RULE = "R19"
_WORD = re.compile(r"\w+")


def copying(draft: Draft, method: Method) -> Iterator[Finding]:
    """Runs of words copied from the incoming post, unless the company's own text says the same; talk as an AI."""
    rule = method.rule(RULE)
    for span in copied(draft.text, draft.post_text, rule.limits["copied_words"]):
        if not _is_own(draft, draft.text[slice(*span)]):
            message = Said("Ordagrant ur inlägget.", "Word for word from the post.")
            yield remark(draft, method, RULE, span, message)
    for code in rule.lists:
        yield from hits(draft, method, rule, method.phrase_list(code))


def copied(text: str, source: str, length: int) -> Iterator[tuple[int, int]]:
    """Places in `text` where at least `length` words in a row also stand in `source`."""
    folded = plain(text)
    words = list(_WORD.finditer(folded.text))
    there = _runs([word.group().lower() for word in _WORD.finditer(plain(source).text)], length)
    start = 0
    while start + length <= len(words):
        end = start
        while tuple(w.group().lower() for w in words[end : end + length]) in there:
            end += 1
        if end > start:
            yield folded.starts[words[start].start()], folded.ends[words[end + length - 2].end() - 1]
            start = end + length - 1
        start += 1


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def _is_own(draft: Draft, quoted: str) -> bool:
    own = " ".join(_WORD.findall(plain("\n".join((*draft.grounds, draft.statement))).text.lower()))
    return " ".join(_WORD.findall(plain(quoted).text.lower())) in own
