"""What is done with a comment, what is written down, and when is silence the right answer?"""

from typing import Literal

from assistant.method.wording import Entry, Text


class Content(Entry):
    """A kind of content and what to do with it, for a company and for a public body."""

    code: str
    label: Text
    company: Text
    public_body: Text
    record: Literal["mandatory", "note"]


class LogField(Entry):
    """One thing the moderation log holds."""

    code: str
    label: Text
    public_body_only: bool = False


class Caution(Entry):
    """A remark, and whether it was checked against the original."""

    text: Text
    unverified: bool = False


class NoReply(Entry):
    """A situation where no reply is the answer, and what to do instead."""

    code: str
    situation: Text
    instead: Text
    review_minutes: int | None = None
    unverified: bool = False


class Moderation(Entry):
    """The file moderation.yaml."""

    contents: tuple[Content, ...]
    block_days: int
    warnings_before_block: int
    hide_is_not_delete: Caution
    posts_kept_days: int
    evidence_kept_months: int
    log_fields: tuple[LogField, ...]
    no_reply: tuple[NoReply, ...]
