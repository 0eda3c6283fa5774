"""Which risks are typical for an industry, and how is a risk scored?"""

from collections.abc import Iterator

from pydantic import Field

from assistant.method.wording import Entry, Signals, Text, Words


class Step(Entry):
    """One step of the likelihood or impact scale, in words."""

    step: int = Field(ge=1, le=5)
    text: Text


class Band(Entry):
    """What a score demands. Impact 5 is never below the band `active_plan`."""

    code: str
    from_score: int
    to_score: int
    review_months: int
    label: Text
    demand: Text


class Risk(Entry):
    """A typical risk; likelihood and impact are starting guesses for the organisation to change."""

    code: str
    category: str
    likelihood: int = Field(ge=1, le=5)
    impact: int = Field(ge=1, le=5)
    text: Text
    signals: Words

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


class Industry(Entry):
    """An industry and its typical risks. `signals` are words that organisations of the industry use of themselves."""

    code: str
    label: Text
    signals: Signals
    risks: tuple[Risk, ...] = Field(min_length=1)


class Risks(Entry):
    """The file risks.yaml."""

    default: bool
    most_proposed: int
    likelihood: tuple[Step, ...] = Field(min_length=5, max_length=5)
    impact: tuple[Step, ...] = Field(min_length=5, max_length=5)
    impact_note: Text
    bands: tuple[Band, ...]
    industries: tuple[Industry, ...]
    every_industry: tuple[Risk, ...]

    def everything(self) -> Iterator[Risk]:
        for industry in self.industries:
            yield from industry.risks
        yield from self.every_industry

    def band(self, likelihood: int, impact: int) -> Band:
        """What this likelihood and impact demand; impact 5 demands at least an active plan."""
        active = next(band for band in self.bands if band.code == "active_plan")
        score = max(likelihood * impact, active.from_score if impact == 5 else 1)
        return next(band for band in self.bands if band.from_score <= score <= band.to_score)
