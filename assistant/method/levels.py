"""What are the four levels: their criteria, clocks, approvers, and what raises a level?"""

from typing import Literal

from pydantic import Field

from assistant.method.wording import Entry, Signals, Text

LevelNumber = Literal[1, 2, 3, 4]
Hours = Literal["working", "staffed", "any"]


class Deadline(Entry):
    """Minutes, counted in working hours, in staffed hours or at any hour."""

    minutes: int = Field(gt=0)
    hours: Hours


class Trigger(Entry):
    """A fact that alone gives the level. `signals` only hint at it; a person confirms."""

    code: str
    text: Text
    signals: Signals | None = None


class Volume(Entry):
    """Any one of the figures is enough; None means that the level has no such limit."""

    alike_in_24_h: int
    times_normal: float
    for_minutes: int
    followers: int | None = None


class ExtraApprover(Entry):
    """Roles of which one must also approve when the condition holds."""

    any_of: tuple[str, ...]
    when: Text


class Level(Entry):
    """1 is lowest, 4 is crisis. `approves` is a tuple of seats: each needs one person with any of its roles."""

    number: LevelNumber
    code: str
    label: Text
    reach_below: int | None = None
    criteria: tuple[Text, ...] = Field(min_length=1)
    triggers: tuple[Trigger, ...]
    volume: Volume | None = None
    examples: Text
    first_look: Deadline
    first_text: Deadline
    update_minutes: int | None
    updates: Text
    approves: tuple[tuple[str, ...], ...] = Field(min_length=1)
    approves_also: tuple[ExtraApprover, ...] = ()
    approval_note: Text
    informs: tuple[str, ...]
    default: bool = True


class Baseline(Entry):
    """How normal volume is found, and when there is too little history to use it."""

    weeks: int
    fewest_posts: int
    text: Text


class Raise(Entry):
    """Something that lifts the level by one, once, at most to 4."""

    code: str
    text: Text
    signals: Signals | None = None


class Habit(Entry):
    """A product default that is no level's own: code, minutes where it has a number, and the words."""

    code: str
    minutes: int | None = None
    text: Text


class Levels(Entry):
    """The file levels.yaml."""

    direction: Text
    levels: tuple[Level, ...]
    baseline: Baseline
    raises: tuple[Raise, ...]
    order: tuple[Text, ...]
    deputy_after_minutes: int
    habits: tuple[Habit, ...]
    life_safety: Text
    default: bool = True
