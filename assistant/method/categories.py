"""Which kinds of incident are there, and what does the field say about each?"""

from typing import Literal

from pydantic import Field

from assistant.method.levels import LevelNumber
from assistant.method.wording import Entry, Signals, Text

Cluster = Literal["victim", "accidental", "preventable", "varies", "unknown", "none"]
ReplyMode = Literal[
    "public_reply",
    "public_ack_then_private",
    "holding_statement",
    "no_reply_monitor",
    "no_reply_hide_report",
    "no_reply_escalate",
]


class Step(Entry):
    """One action: what, which role, and within how many minutes where the field gives a number."""

    text: Text
    owner: str
    minutes: int | None = None
    default: bool = False


class AlsoSigns(Entry):
    """A function that must approve beside the level's approvers, from this level."""

    role: str
    from_level: LevelNumber = 1


class Category(Entry):
    """One kind of incident. `do`, `dont` and `no_reply_when` are shown on the action card."""

    code: str
    label: Text
    cluster: Cluster
    cluster_note: Text
    min_level: LevelNumber
    strategy: Text
    forbidden: Text
    reply_mode: ReplyMode
    first_actions: tuple[Step, ...] = Field(min_length=1)
    do: tuple[Text, ...] = Field(min_length=1)
    dont: tuple[Text, ...] = Field(min_length=1)
    no_reply_when: Text
    close_when: Text
    moderation: Text
    also_signs: tuple[AlsoSigns, ...] = ()
    coordinate_with: tuple[str, ...] = ()
    card_owner: str
    signals: Signals


class Mode(Entry):
    """A way to answer, or not to."""

    code: ReplyMode
    label: Text


class Categories(Entry):
    """The file categories.yaml; `priority` decides when several categories fit."""

    priority: tuple[str, ...]
    reply_modes: tuple[Mode, ...]
    figurative: Signals
    categories: tuple[Category, ...]
