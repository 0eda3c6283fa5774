"""What is done in the first hour of a serious incident, by whom and when?"""

from assistant.method.levels import LevelNumber
from assistant.method.wording import Entry, Text


class FirstHourStep(Entry):
    """A step with its minute from the first signal; `until_minute` when it is a span."""

    code: str
    minute: int
    until_minute: int | None = None
    owner: str
    text: Text


class FirstHour(Entry):
    """The file first_hour.yaml."""

    default: bool
    levels: tuple[LevelNumber, ...]
    steps: tuple[FirstHourStep, ...]
