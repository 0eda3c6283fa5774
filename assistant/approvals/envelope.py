"""Which bytes does an approval cover?"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.errors import AssistantError

_DOMAIN = b"krisplan/envelope/1\n"
_KEYS = frozenset(
    {
        "v",
        "item",
        "salt",
        "text",
        "channel",
        "account",
        "reply_to",
        "media",
        "language",
        "label",
        "not_before",
    }
)
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Envelope:
    """Everything that decides what the public sees, where and as whom. `media` holds content hashes.

    The salt makes the hash safe to keep after the body has been erased, and every version's hash its own.
    """

    item: str
    text: str
    channel: str
    account: str
    reply_to: str
    language: str
    label: str = ""
    media: tuple[str, ...] = ()
    not_before: str | None = None
    salt: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def sealed(self) -> bytes:
        return canonical(
            {
                "v": 1,
                "item": self.item,
                "salt": self.salt,
                "text": self.text,
                "channel": self.channel,
                "account": self.account,
                "reply_to": self.reply_to,
                "media": list(self.media),
                "language": self.language,
                "label": self.label,
                "not_before": self.not_before,
            }
        )

    @property
    def sha(self) -> str:
        return sha_of(self.sealed)

    def with_text(self, text: str) -> "Envelope":
        """The same envelope around another text, under a salt of its own."""
        return replace(self, text=text, salt=secrets.token_hex(16))

    @classmethod
    def read(cls, stored: bytes) -> "Envelope":
        """The envelope as stored; raises ValueError unless the bytes are exactly its canonical form."""
        fields: dict[str, Any] = json.loads(stored)
        if set(fields) != _KEYS or fields.pop("v") != 1 or canonical({"v": 1, **fields}) != stored:
            raise ValueError("not an envelope in canonical form")
        return cls(**{**fields, "media": tuple(fields["media"])})


def canonical(value: object) -> bytes:
    """JSON with one spelling only. No Unicode normalisation; refuses NaN and lone surrogates (ValueError)."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def sha_of(stored: bytes) -> str:
    """The hash a person approves, recomputed from the bytes themselves."""
    return hashlib.sha256(_DOMAIN + stored).hexdigest()


def check_text(text: str) -> None:
    """Raises AssistantError for a text that nobody could publish: empty, far too long, or not Unicode."""
    if not text.strip():
        raise AssistantError(sv="Texten är tom. Skriv ett svar.", en="The text is empty. Write a reply.")
    if len(text) > LONGEST_TEXT:
        raise AssistantError(
            sv=f"Texten är längre än {LONGEST_TEXT} tecken. Korta den.",
            en=f"The text is longer than {LONGEST_TEXT} characters. Shorten it.",
        )
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise AssistantError(
            sv="Texten innehåller tecken som inte går att publicera. Skriv in den på nytt utan dem.",
            en="The text holds characters that cannot be published. Enter it again without them.",
        )
