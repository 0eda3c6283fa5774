"""What does a thread claim, in which tone, and which words hint at which kind of incident?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.knowledge.words import language_of, words
from assistant.language import LANGUAGES, Language
from assistant.method import Method
from assistant.method.claims import Claim, Claims

_FEWEST_WORDS = 3


@dataclass(frozen=True)
class Post:
    """One post as triage sees it; text is data and is never run, opened or followed."""

    text: str
    author: str
    reach: int = 0


@dataclass(frozen=True)
class Made:
    """A claim that one post makes, with the words that carry it; posts without a name count as different people."""

    claim: Claim
    author: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """`hints` are words per category outside figurative phrases; they never decide alone."""

    made: tuple[Made, ...]
    hints: Mapping[str, tuple[str, ...]]
    figurative: tuple[str, ...]
    praise: tuple[str, ...]
    question: tuple[str, ...]
    joke: tuple[str, ...]
    displeased: tuple[str, ...]
    has_words: bool

    @property
    def harmless_tone(self) -> bool:
        return bool(self.praise or self.question or self.joke or self.figurative) and not self.displeased

    @property
    def is_unrecognised(self) -> bool:
        """Nothing at all was made of it: neither a claim nor a tone nor a word that hints at anything."""
        tones = (self.praise, self.question, self.joke, self.figurative, self.displeased)
        return self.has_words and not (self.made or self.hints or any(tones))

    def authors_of(self, *codes: str) -> frozenset[str]:
        """Who made one of these claims; two accounts of one name count once."""
        return frozenset(made.author for made in self.made if made.claim.code in codes)


def read_thread(posts: Sequence[Post], method: Method, claims: Claims) -> Reading:
    made: list[Made] = []
    for number, post in enumerate(posts):
        made.extend(_made(post, post.author.casefold() or f"#{number}", claims, made))
    written = "\n".join(post.text for post in posts)
    plain, figurative = _without_figurative(written, method)
    tones = claims.tones
    return Reading(
        made=tuple(made),
        hints={c.code: hints for c in method.categories.categories if (hints := c.signals.found_in(*_spoken(plain)))},
        figurative=figurative,
        praise=tones.praise.found_in(*_spoken(plain)),
        question=_question(plain, claims),
        joke=tones.joke.found_in(*_spoken(plain)),
        displeased=tones.displeased.found_in(*_spoken(written)),
        has_words=len(words(written)) >= _FEWEST_WORDS,
    )


def _made(post: Post, author: str, claims: Claims, before: Sequence[Made]) -> Iterator[Made]:
    language = language_of(post.text)
    earlier = {made.claim.code for made in before if made.author != author}
    for claim in claims.claims:
        carried = claim.words_in(post.text, language)
        if carried and (not claim.echo or claim.echo in earlier):
            yield Made(claim, author, carried)


def _without_figurative(text: str, method: Method) -> tuple[str, tuple[str, ...]]:
    found = tuple(
        dict.fromkeys(hit for tongue in LANGUAGES for hit in method.categories.figurative.found_in(text, tongue))
    )
    for phrase in found:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return text, found


def _question(text: str, claims: Claims) -> tuple[str, ...]:
    """Asking words, and only where something is asked."""
    return claims.tones.question.found_in(*_spoken(text)) if "?" in text else ()


def _spoken(text: str) -> tuple[str, Language]:
    return text, language_of(text)
