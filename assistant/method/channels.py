"""How long may a text be in each channel, and what are the channel's habits?"""

from datetime import date
from typing import Literal

from assistant.method.wording import Entry, Text

Unit = Literal["chars", "weighted", "graphemes", "bytes"]


class Channel(Entry):
    """`limit` counts in `unit`; None means no known limit. `checked_on` None: never checked with the platform."""

    code: str
    label: Text
    unit: Unit
    limit: int | None
    url_counts: int | None = None
    wide_counts: int | None = None
    post_limit: int | None = None
    target: int | None
    target_serious: int | None = None
    max_links: int | None = None
    habits: Text
    unverified: bool = False
    checked_on: date | None


class Channels(Entry):
    """The file channels.yaml."""

    source: Text
    channels: tuple[Channel, ...]
