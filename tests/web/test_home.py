"""The start page shows first what the person who looks can do, and stays up when a part of it fails."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app import Assistant, build
from assistant.incidents.intake import PostInput
from assistant.knowledge.gaps import Gaps
from assistant.knowledge.intake import Upload
from assistant.language import LANGUAGES
from assistant.people import Person, add_demo_cast
from assistant.records.database import Database
from assistant.settings import Settings
from assistant.web import home_view
from assistant.web.handling import Call
from assistant.web.pages.home import _show
from assistant.web.view import View
from assistant.web.words import load_words
from tests.conftest import StandingClock


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory):
    """An assistant of its own with the cast, nothing else; who is who by first name."""
    assistant = build(Settings(data=tmp_path_factory.mktemp("home") / "data"), StandingClock())
    cast = {one.name.split()[0].casefold(): one for one in add_demo_cast(assistant.people)}
    yield assistant, cast
    assistant.close()


@pytest.fixture(params=LANGUAGES)
def view(request, house) -> View:
    return View(house[0], load_words(request.param, house[0].zone))


def _made(assistant: Assistant, by: Person, text: str = "När öppnar ni?"):
    incident = assistant.incidents.register(PostInput(text=text, channel="facebook"), by)
    draft = assistant.drafting.draft_reply(incident.id, by, anyway=True)
    return assistant.replies.edit(draft.id, draft.version, "Hej! Vi öppnar klockan tio. Hälsningar Anna", by)


def _heads(view: View, person: Person) -> list[str]:
    """The headings of the groups in the card, in order."""
    shown = home_view.approvals(view, person)
    names = ("yours", "sent_back", "leaving", "others")
    return sorted(
        (name for name in names if f"{view.words(f'home.{name}')} (" in shown),
        key=lambda n: shown.index(view.words(f"home.{n}")),
    )


def test_a_first_start_says_what_to_begin_with(view: View, house):
    shown = home_view.get_started(view, house[1]["anna"])
    assert shown.count("<li>") == 3 and view.words("home.done") not in shown


def test_nothing_to_do_is_said_in_words(tmp_path: Path, view: View):
    empty = build(Settings(data=tmp_path / "empty"), StandingClock())
    try:
        person = add_demo_cast(empty.people)[0]
        nothing = View(empty, view.words)
        assert view.words("home.no_incidents") in home_view.incidents(nothing, person)
        assert home_view.approvals(nothing, person) == f"<p>{view.words('home.nothing_waiting')}</p>"
        assert view.words("home.no_documents") in home_view.documents(nothing, person)
    finally:
        empty.close()


def test_a_reply_waits_for_the_one_who_may_decide_and_for_somebody_else_in_the_eyes_of_the_rest(view: View, house):
    assistant, cast = house
    made = _made(assistant, cast["anna"])
    assistant.replies.submit(made.id, made.version, cast["anna"])
    assert _heads(view, cast["erik"])[0] == "yours"
    for other in ("anna", "olle", "lena", "karin"):
        assert "yours" not in _heads(view, cast[other]) and "others" in _heads(view, cast[other]), other


def test_a_draft_that_came_back_is_shown_to_its_author_until_it_is_changed(view: View, house):
    assistant, cast = house
    made = _made(assistant, cast["anna"])
    waiting = assistant.replies.submit(made.id, made.version, cast["anna"])
    assistant.replies.decide(waiting.id, waiting.version, waiting.sha, "send_back", "Skriv kortare.", cast["erik"])
    address = view.url("incidents", id=waiting.incident_id)
    assert address in home_view.approvals(view, cast["anna"]) and address not in home_view.approvals(view, cast["erik"])
    assistant.replies.edit(waiting.id, waiting.version, "Hej! Vi öppnar tio.", cast["anna"])
    assert address not in home_view.approvals(view, cast["anna"])


def test_what_is_approved_is_listed_until_it_is_out(view: View, house):
    assistant, cast = house
    made = _made(assistant, cast["anna"])
    waiting = assistant.replies.submit(made.id, made.version, cast["anna"])
    done = assistant.replies.decide(waiting.id, waiting.version, waiting.sha, "approve", "Stämmer.", cast["erik"])
    address = view.url("approvals", id=done.id)
    assert address in home_view.approvals(view, cast["anna"])
    assistant.replies.copy_text(done.id, cast["anna"])
    assistant.replies.confirm_sent(done.id, cast["anna"], "")
    assert address not in home_view.approvals(view, cast["anna"])


def test_an_incident_says_that_its_level_waits_and_who_registered_it(view: View, house):
    assistant, cast = house
    incident = assistant.incidents.register(PostInput(text="Osten är full av mögel", channel="facebook"), cast["anna"])
    own, other = (home_view.incidents(view, cast[one]) for one in ("anna", "erik"))
    assert view.words("home.undecided") in own
    assert view.words("home.registered_by_you") in own and view.words("home.registered_by_you") not in other
    assistant.incidents.close(incident.id, "Klart.", cast["anna"])


def test_a_card_that_fails_says_so_and_the_others_stay(view: View, house, tmp_path: Path):
    assistant, cast = house
    lost = Database(tmp_path / "without-tables.db")
    try:
        broken = View(replace(assistant, gaps=Gaps(lost, assistant.clock)), view.words)
        _add_one(assistant, tmp_path)
        cards = _show(broken, Call(cast["karin"], {}, {}))[0]
    finally:
        lost.close()
    assert cards.count(view.words("home.failed")) == 1 and cards.count('data-ev="again"') == 2
    assert view.words("home.undecided") in cards


def _add_one(assistant: Assistant, folder: Path) -> None:
    policy = folder / "policy.md"
    policy.write_text("# Policy\n\nSvara inom en timme.\n", encoding="utf-8")
    list(assistant.library.add([Upload(policy.name, policy)], "test"))
