"""Do the company's own documents set the level for what has happened?"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.incidents.level_mentions import Mention, mentions
from assistant.incidents.reading import Post
from assistant.incidents.reason import Reason
from assistant.incidents.triage import Assessment
from assistant.incidents.vocabulary import keys, shared, weight
from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Found
from assistant.language import Said
from assistant.method import Method

_READ = 12
_RELEVANT = 0.5
_ALTERNATIVE = 0.9
_WORDS_OF_SECTION = 2
_LONG_SECTION = 500
_MOST_AGREEING = 2
_COUNT = re.compile(
    r"\b(två|tre|fyra|fem|tio|two|three|four|five|ten|\d{1,2})\b(?:\s+(?:eller fler|or more))?\s+"
    r"(?:\w+\s)?(?:oberoende|likartade|liknande|independent|similar)",
    re.I,
)
_NUMBERS = {"två": 2, "two": 2, "tre": 3, "three": 3, "fyra": 4, "four": 4, "fem": 5, "five": 5, "tio": 10, "ten": 10}
_ALTERNATIVES = re.compile(r"\s(?:eller|or)\s|[,;]")


class Searchable(Protocol):
    """What finding a rule needs of the library."""

    def search(self, query: str, k: int = 10) -> list[Found]: ...

    def rarity(self, stem: str) -> float | None: ...


@dataclass(frozen=True)
class _Situation:
    """`core`: words of what is claimed; `told`: words of the posts themselves."""

    core: frozenset[str]
    told: frozenset[str]
    authors: int
    weight: Callable[[frozenset[str]], float]


@dataclass(frozen=True)
class _Applied:
    mention: Mention
    fit: float
    words: tuple[str, ...]
    by_core: bool


def with_own_rules(
    assessment: Assessment,
    posts: Sequence[Post],
    library: Searchable,
    method: Method,
    is_current: Callable[[Passage], bool],
) -> Assessment:
    """The assessment with the company's own rule laid over it; unchanged when the documents are silent."""
    if assessment.category == "none" or not assessment.reading.made:
        return assessment
    situation = _situation(assessment, posts, library, method)
    found = list(_applied(situation, _passages(assessment, library, method, is_current)))
    if not found:
        return assessment
    best = max(found, key=lambda one: (round(one.fit, 1), one.mention.level))
    highest = max((one for one in found if one.by_core), key=lambda one: one.mention.level, default=best)
    ruling = highest if highest.mention.level > best.mention.level else best
    if ruling.mention.level < assessment.level and not ruling.by_core:
        return assessment
    return _ruled(assessment, ruling, [one for one in found if one is not ruling])


def matter(assessment: Assessment, method: Method) -> str:
    """What is claimed to have happened, in the method's own words and both languages."""
    said = [one.claim.text for one in assessment.reading.made]
    said += [t.text for level in method.levels.levels for t in level.triggers if t.code in assessment.flags]
    return " ".join(f"{one.sv} {one.en}" for one in said)


def _situation(assessment: Assessment, posts: Sequence[Post], library: Searchable, method: Method) -> _Situation:
    made = assessment.reading.made
    return _Situation(
        core=keys(matter(assessment, method)),
        told=keys(" ".join(post.text for post in posts)),
        authors=max((len(assessment.reading.authors_of(one.claim.code, one.claim.echo)) for one in made), default=1),
        weight=lambda stems: weight(stems, library.rarity),
    )


def _passages(
    assessment: Assessment, library: Searchable, method: Method, is_current: Callable[[Passage], bool]
) -> Iterator[Passage]:
    seen: set[str] = set()
    label = method.category(assessment.category).label
    claims = {one.claim.text for one in assessment.reading.made}
    queries = [f"{label.sv} nivå", f"{label.en} level", *(f"{text.sv} minst nivå {text.en} level" for text in claims)]
    for query in queries:
        for found in library.search(query, _READ):
            if found.passage.id not in seen and is_current(found.passage):
                seen.add(found.passage.id)
                yield found.passage


def _applied(situation: _Situation, passages: Iterable[Passage]) -> Iterator[_Applied]:
    for passage in passages:
        found = mentions(passage)
        sole = len({mention.level for mention in found if _is_bare(mention) and not _counts(mention)}) == 1
        for mention in found:
            if _too_few(mention, situation):
                continue
            by_sentence = _by_sentence(mention, situation)
            if by_sentence:
                yield by_sentence
            elif sole and _is_bare(mention):
                yield from _by_section(mention, passage, situation)


def _is_bare(mention: Mention) -> bool:
    """The sentence says nothing of the situation: the section around it does."""
    return not keys(mention.condition)


def _counts(mention: Mention) -> bool:
    return bool(_COUNT.search(mention.condition))


def _too_few(mention: Mention, situation: _Situation) -> bool:
    asked = _COUNT.search(mention.condition)
    if not asked:
        return False
    number = asked[1].lower()
    return situation.authors < (_NUMBERS.get(number) or int(number))


def _by_sentence(mention: Mention, situation: _Situation) -> _Applied | None:
    """The best of the condition's alternatives, if at least half of what it says, by weight, has happened."""
    best: _Applied | None = None
    for part in [mention.condition, *_ALTERNATIVES.split(mention.condition)]:
        asked = keys(part)
        core, told = shared(asked, situation.core), shared(asked, situation.told)
        fit = situation.weight(core | told) / situation.weight(asked) if asked else 0.0
        if part != mention.condition:
            fit *= _ALTERNATIVE
        if core and fit >= _RELEVANT and (best is None or fit > best.fit):
            best = _Applied(mention, fit, tuple(sorted(core | told)), by_core=True)
    return best


def _by_section(mention: Mention, passage: Passage, situation: _Situation) -> Iterator[_Applied]:
    heading = keys(" ".join((*passage.heading, passage.document.title)))
    body = keys(passage.text) | heading
    core, told = shared(body, situation.core), shared(body, situation.told)
    named = bool(shared(heading, situation.core | situation.told))
    if len(core | told) >= _WORDS_OF_SECTION or named:
        fit = 0.5 + min(len(core | told), 5) / 10 + (0.1 if named else 0.0)
        whole = mention if len(passage.text) > _LONG_SECTION else replace(mention, citation=_cite_all(passage))
        yield _Applied(whole, fit, tuple(sorted(core | told)), by_core=bool(core))


def _cite_all(passage: Passage) -> Citation:
    return Citation(passage, passage.start, passage.end)


def _ruled(assessment: Assessment, ruling: _Applied, others: Sequence[_Applied]) -> Assessment:
    level = ruling.mention.level
    agreeing = sorted((one for one in others if one.by_core and one.mention.level == level), key=lambda one: -one.fit)
    own = [_own_reason(one) for one in (ruling, *agreeing[:_MOST_AGREEING])]
    kept = [
        replace(one, counted=False) if one.level is not None and one.level != level else one
        for one in assessment.reasons
    ]
    if assessment.level != level:
        default = Said(
            f"Standardreglerna hade gett nivå {assessment.level}.",
            f"The default rules would have given level {assessment.level}.",
        )
        kept.append(Reason(default, "default", level=assessment.level, counted=False))
    return replace(assessment, level=level, reasons=(*own, *kept))


def _own_reason(applied: _Applied) -> Reason:
    level = applied.mention.level
    text = Said(f"Egen regel i era dokument: nivå {level}.", f"Own rule in your documents: level {level}.")
    return Reason(text, "own", applied.mention.citation, applied.words, level)
