"""How does a page look up a sentence, fill its slots and count in the right grammatical number?"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from assistant.language import Language, clock
from assistant.web.escape import Html, tag

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """One language. `words("ask.title")` is a sentence; an unknown key is a fault in the page, so it raises."""

    language: Language
    zone: ZoneInfo
    said: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        text = self.said[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def count(self, key: str, number: int) -> str:
        """`key.one` for one, `key.other` for the rest, with `{n}` filled."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", n=number)

    def time(self, moment: datetime) -> Html:
        """The local clock time, with the date when it is not obvious, as a `<time>` element."""
        local = moment.astimezone(self.zone)
        return tag("time", f"{local:%Y-%m-%d} {clock(local, self.language)}", datetime=local.isoformat())

    def day(self, day: date | None) -> Html:
        return tag("span", "–") if day is None else tag("time", day.isoformat(), datetime=day.isoformat())


def load_words(language: Language, zone: ZoneInfo) -> Words:
    return Words(language, zone, _flat(language))


@cache
def _flat(language: Language) -> dict[str, str]:
    """Each file is one room: `frame.yaml` holds the entries of `frame:`."""
    said: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.yaml")):
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))[file.stem]
        said.update({f"{file.stem}.{key}": text for key, text in entries.items()})
    return said
