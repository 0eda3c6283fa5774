"""What does a channel get, and what does it answer?"""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class Outgoing:
    """An approved text on its way out. `key` is the same on every attempt, so that a channel can refuse doubles."""

    key: str
    attempt: int
    text: str
    channel: str
    account: str
    reply_to: str


@dataclass(frozen=True)
class Handover:
    """`in_hand`: a person carries it the last step and says how it went. `text` is what they carry."""

    state: Literal["in_hand"]
    text: str


class Channel(Protocol):
    """One way out. Called once per attempt, after the attempt has been stored."""

    def deliver(self, outgoing: Outgoing) -> Handover: ...
