"""Does the text fit the channel, and is it as short as the channel likes it?"""

import re
import unicodedata
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.language import Said
from assistant.method import Channel, Method
from assistant.personal.contacts import PAGE

LIMIT, TARGET = "R01", "R02"
_SERIOUS = 3
_NARROW = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_JOINED = re.compile(r"\u200d.|[\ufe0f\u200d]|[\U0001f3fb-\U0001f3ff]|[\u0300-\u036f]", re.DOTALL)


def length(draft: Draft, method: Method) -> Iterator[Finding]:
    channel = method.channel(draft.channel)
    size = measured(draft.text, channel)
    target = channel.target_serious if draft.level >= _SERIOUS and channel.target_serious else channel.target
    if channel.limit is not None and size > channel.limit:
        yield remark(draft, method, LIMIT, draft.everything, _too_long(size, channel.limit, channel))
    elif target is not None and size > target:
        message = Said(
            f"{size} tecken, rekommenderat högst {target} i {channel.label.sv}.",
            f"{size} characters, recommended at most {target} in {channel.label.en}.",
        )
        yield remark(draft, method, TARGET, draft.everything, message)


def measured(text: str, channel: Channel) -> int:
    """The text's length as the channel counts it."""
    if channel.unit == "bytes":
        return len(text.encode("utf-8"))
    if channel.unit == "graphemes":
        return len(_JOINED.sub("", unicodedata.normalize("NFC", text)))
    if channel.unit == "weighted":
        return _weighted(unicodedata.normalize("NFC", text), channel)
    return len(text)


def _weighted(text: str, channel: Channel) -> int:
    links = list(PAGE.finditer(text))
    rest = PAGE.sub("", text)
    wide = channel.wide_counts or 1
    letters = sum(1 if any(low <= ord(c) <= high for low, high in _NARROW) else wide for c in rest)
    return letters + sum(channel.url_counts or len(link.group()) for link in links)


def _too_long(size: int, limit: int, channel: Channel) -> Said:
    unit = Said("byte", "bytes") if channel.unit == "bytes" else Said("tecken", "characters")
    return Said(
        f"{size} / {limit} {unit.sv}, {size - limit} för långt för {channel.label.sv}.",
        f"{size} / {limit} {unit.en}, {size - limit} too long for {channel.label.en}.",
    )
