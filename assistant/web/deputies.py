"""How is it shown and asked who stands in for whom, and from which day to which?"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from assistant.errors import NotAllowed
from assistant.people import Delegation, Person
from assistant.web.escape import Content, Html, tag
from assistant.web.forms import Typed, choice, entry, options, press, table
from assistant.web.roles_shown import named
from assistant.web.view import View


def deputy_table(view: View, delegations: Iterable[Delegation], caption: str, end_at: str) -> Html:
    """Each with its days and a button that ends it; `end_at` is the address in front of the number."""
    words = view.words
    columns = [words(f"account.deputy_{name}") for name in ("role", "from", "to", "days", "end_column")]
    rows: list[list[Content]] = []
    for one in delegations:
        role = named(view, [one.role])
        about = f"{role}, {one.to_person.name}"
        end = press(words("account.deputy_end"), f"{end_at}/{one.id}/end", about)
        rows.append([role, one.from_person.name, one.to_person.name, _days(view, one), end])
    return table(caption, columns, rows)


def deputy_fields(view: View, typed: Typed, form: str, to: Iterable[Person]) -> list[Html]:
    """To whom, from which day, up to and including which day."""
    words, today = view.words, _today(view)
    people = [(one.id, one.name) for one in to]
    chosen = typed.value(form, "to")
    return [
        choice(
            typed, form, "to", words("account.deputy_to"), options([("", words("account.choose")), *people], chosen)
        ),
        entry(typed, form, "starts", words("account.starts"), value=today.isoformat(), kind="date", required=True),
        entry(typed, form, "ends", words("account.ends"), kind="date", required=True),
    ]


def period(view: View, form: Mapping[str, str]) -> tuple[datetime, datetime]:
    """From the first moment of the one day, or now if that is today, to the last moment of the other."""
    first, last = day_in(form.get("starts", "")), day_in(form.get("ends", ""))
    starts = datetime.combine(first, time(), view.assistant.zone).astimezone(UTC)
    return (view.assistant.clock() if first == _today(view) else starts), end_of(view, last)


def end_of(view: View, day: date) -> datetime:
    """The last moment of the day, where the company is."""
    try:
        after = datetime.combine(day + timedelta(days=1), time(), view.assistant.zone)
    except OverflowError as error:
        raise _no_day() from error
    return (after - timedelta(microseconds=1)).astimezone(UTC)


def day_in(written: str) -> date:
    """The day that a date field sent. Raises NotAllowed."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise _no_day() from error


def number_in(written: str) -> int:
    """The number that a list sent; 0, which nobody has, when it is none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


def _days(view: View, one: Delegation) -> list[Content]:
    first, last = (moment.astimezone(view.assistant.zone).date() for moment in (one.starts, one.ends))
    state = "account.deputy_now" if one.starts <= view.assistant.clock() else "account.deputy_later"
    return [view.words.day(first), " – ", view.words.day(last), " ", tag("span", view.words(state), class_="kp-small")]


def _today(view: View) -> date:
    return view.assistant.clock().astimezone(view.assistant.zone).date()


def _no_day() -> NotAllowed:
    return NotAllowed(sv="Skriv datumet som 2027-01-31.", en="Write the date as 2027-01-31.")
