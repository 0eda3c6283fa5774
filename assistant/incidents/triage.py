"""Which kind of incident is this, how serious is it, and what makes us say so?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.incidents.reading import Post, Reading, read_thread
from assistant.incidents.reason import Reason
from assistant.knowledge.words import language_of
from assistant.language import Said
from assistant.method import Category, Level, Method
from assistant.method.claims import Claims

_TELLING_WORD = 5
_ILLNESS = ("illness", "same_illness")
_INDEPENDENT = "two_independent_illness_reports"


_Sorted = tuple[set[str], bool, list[Reason]]
_UNRECOGNISED = Reason(
    Said(
        "Ingen regel känner igen inlägget. Nivå 2 tills en person har läst det.",
        "No rule recognises the post. Level 2 until a person has read it.",
    ),
    "unrecognised",
    level=2,
)


@dataclass(frozen=True)
class Assessment:
    """A proposal by rules; `sure` False means that words pointed two ways and a person must look.

    `level` follows the product's default rules; an own rule of the company is laid over it by `own_rules`.
    """

    category: str
    others: tuple[str, ...]
    level: int
    reasons: tuple[Reason, ...]
    sure: bool
    flags: tuple[str, ...]
    reading: Reading

    @property
    def escalate(self) -> bool:
        return self.level >= 2


def assess(posts: Sequence[Post], method: Method, claims: Claims) -> Assessment:
    """Deterministic. Claims decide the category, hints only where two or more agree; nothing lowers a level."""
    reading = read_thread(posts, method, claims)
    triggers = dict(_triggers(reading, method))
    codes, sure, category_reasons = _categories(reading, triggers, method, claims)
    category = method.foremost(codes)
    level_reasons = [*_levels(category, posts, reading, triggers, method)]
    base = max(reason.level or 1 for reason in (*category_reasons, *level_reasons))
    raised = list(_raises(base, posts, reading, triggers, method))
    level = max([base, *(reason.level or 1 for reason in raised)])
    return Assessment(
        category=category.code,
        others=tuple(code for code in method.categories.priority if code in codes and code != category.code),
        level=level,
        reasons=(*category_reasons, *level_reasons, *raised),
        sure=sure,
        flags=tuple(dict.fromkeys([*triggers, *(reason.rule.partition(":")[2] for reason in raised)])),
        reading=reading,
    )


def _triggers(reading: Reading, method: Method) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Hard triggers with the words that set them off: by a claim, or by their own signs in a serious tone."""
    for made in reading.made:
        for code in made.claim.triggers:
            yield code, made.words
    if len(reading.authors_of(*_ILLNESS)) >= 2:
        yield _INDEPENDENT, tuple(word for made in reading.made for word in made.words)


def _categories(reading: Reading, triggers: dict[str, tuple[str, ...]], method: Method, claims: Claims) -> _Sorted:
    if reading.made:
        reasons = {
            made.claim.code: _claim_reason(made.claim.text, made.claim.code, made.words) for made in reading.made
        }
        return {made.claim.category for made in reading.made}, True, list(reasons.values())
    hinted = _hinted(reading, method)
    if hinted and not reading.harmless_tone:
        return set(hinted), False, [_hint_reason(method.category(code), reading.hints[code]) for code in hinted]
    return _everyday(reading, method)


def _hinted(reading: Reading, method: Method) -> list[str]:
    """Serious categories that a telling word points at; words that any everyday post may hold do not count."""
    everyday = {word.rstrip("*") for one in method.levels.raises if one.signals for word in one.signals.all}
    return [
        code
        for code, words in reading.hints.items()
        if method.category(code).min_level > 1
        and any(len(word) >= _TELLING_WORD and word not in everyday for word in words)
    ]


def _everyday(reading: Reading, method: Method) -> _Sorted:
    doubts = [code for code in reading.hints if method.category(code).min_level > 1]
    reasons = [_hint_reason(method.category(code), reading.hints[code], counted=False) for code in doubts]
    reasons += [_figurative_reason(reading.figurative)] if reading.figurative else []
    if reading.is_unrecognised:
        return {"customer_complaint"}, False, [_UNRECOGNISED, *reasons]
    complains = reading.displeased or ("customer_complaint" in reading.hints and not reading.harmless_tone)
    code = "customer_complaint" if complains else "none"
    words = reading.displeased if complains else (*reading.praise, *reading.question)
    told = _claim_reason(method.category(code).label, code, words or reading.hints.get(code, ()))
    return {code}, not (doubts and not reading.harmless_tone), [told, *reasons]


def _levels(
    category: Category, posts: Sequence[Post], reading: Reading, triggers: dict[str, tuple[str, ...]], method: Method
) -> Iterator[Reason]:
    text = Said("Kategorins lägsta nivå: {label}.", "The category's lowest level: {label}.")
    yield Reason(
        Said(text.filled(label=category.label.sv).sv, text.filled(label=category.label.en).en),
        f"category:{category.code}",
        level=category.min_level,
    )
    for level in method.levels.levels:
        for trigger in level.triggers:
            if trigger.code in triggers:
                yield Reason(trigger.text, f"trigger:{trigger.code}", words=triggers[trigger.code], level=level.number)
        if category.code != "none":
            yield from _volume(level, posts, reading)


def _volume(level: Level, posts: Sequence[Post], reading: Reading) -> Iterator[Reason]:
    if level.volume is None:
        return
    reach = max((post.reach for post in posts), default=0)
    if level.volume.followers and reach >= level.volume.followers:
        text = Said("Inlägget når {reach} personer eller fler.", "The post reaches {reach} people or more.")
        yield Reason(text.filled(reach=level.volume.followers), "volume:reach", level=level.number)
    alike = max((len(reading.authors_of(made.claim.code)) for made in reading.made), default=0)
    if alike >= level.volume.alike_in_24_h:
        text = Said("{count} personer skriver samma sak.", "{count} people write the same.")
        yield Reason(text.filled(count=alike), "volume:alike", level=level.number)


def _raises(
    base: int, posts: Sequence[Post], reading: Reading, triggers: dict[str, tuple[str, ...]], method: Method
) -> Iterator[Reason]:
    """One step up, once, for what makes a case sensitive; never for everyday matters."""
    if base < 2 or not reading.made:
        return
    text = "\n".join(post.text for post in posts)
    for sensitive in method.levels.raises:
        words = sensitive.signals.found_in(text, language_of(text)) if sensitive.signals else ()
        if words and not any(sensitive.code in code for code in triggers):
            yield Reason(sensitive.text, f"raise:{sensitive.code}", words=words, level=min(base + 1, 4))


def _claim_reason(text: Said, code: str, words: Sequence[str]) -> Reason:
    return Reason(text, f"claim:{code}", words=tuple(words))


def _hint_reason(category: Category, words: Sequence[str], counted: bool = True) -> Reason:
    text = Said(
        f"Ord som kan tyda på {category.label.sv.lower()}. Osäkert: en person avgör.",
        f"Words that may point to {category.label.en.lower()}. Uncertain: a person decides.",
    )
    return Reason(text, f"hint:{category.code}", words=tuple(words), counted=counted)


def _figurative_reason(words: Sequence[str]) -> Reason:
    text = Said("Bildligt uttryck, höjer ingenting.", "Figurative expression, raises nothing.")
    return Reason(text, "figurative", words=tuple(words), counted=False)
