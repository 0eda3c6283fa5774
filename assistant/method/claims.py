"""What can a post claim, and by which signs together is each claim recognised?"""

from functools import cached_property

from pydantic import Field

from assistant.language import Language
from assistant.method.wording import Entry, Signals, Text


class Tones(Entry):
    """Signs of how a post is meant. They decide nothing alone."""

    praise: Signals
    question: Signals
    joke: Signals
    displeased: Signals


class Claim(Entry):
    """Something that a post says has happened. Every group of `all` must be found, and nothing of `without`.

    `echo` names a claim that must stand in an earlier post of the thread; `safety`: people can come to harm,
    whatever the category says.
    """

    code: str
    category: str
    text: Text
    all: tuple[Signals, ...] = Field(min_length=1)
    without: Signals | None = None
    triggers: tuple[str, ...] = ()
    echo: str = ""
    safety: bool = False

    def words_in(self, text: str, language: Language) -> tuple[str, ...]:
        """The words that carry the claim, as they stand; empty when the text does not make it."""
        if self.without and self.without.found_in(text, language):
            return ()
        groups = [group.found_in(text, language) for group in self.all]
        if not all(groups):
            return ()
        return tuple(dict.fromkeys(word for group in groups for word in group))


class Claims(Entry):
    """The file claims.yaml."""

    tones: Tones
    claims: tuple[Claim, ...]

    @cached_property
    def categories(self) -> frozenset[str]:
        return frozenset(claim.category for claim in self.claims)
