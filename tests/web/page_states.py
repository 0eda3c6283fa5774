"""Which states can the pages be in, and how does a person bring each about?"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, Route, TimeoutError

from tests.web.stocked import Stock

Act = Callable[[Page], None]
KARIN, ANNA, ERIK, LENA, OLLE, BO = "Karin Holm", "Anna Berg", "Erik Lund", "Lena Falk", "Olle Vik", "Bo Ny"
_UNREADABLE: Final = b"%PDF-1.4 not really"


@dataclass(frozen=True)
class State:
    """Whose page, at which address below the language, when it is ready, and what is done there first."""

    who: str
    path: str
    ready: str = "h1"
    act: Act | None = None
    then: str = ""


def states(stock: Stock, folder: Path) -> Mapping[str, Mapping[str, State]]:
    """By room; every room opens in a browser of its own for each person."""
    return {
        "home": _home(),
        "chat": _chat(stock),
        "plan": _plan(),
        "incidents": _incidents(stock),
        "approvals": _approvals(stock),
        "decisions": _decisions(stock),
        "knowledge": _knowledge(folder),
        "own": _own(),
        "frame": _frame(),
        "empty": _empty(),
    }


def _home() -> dict[str, State]:
    return {
        "full": State(KARIN, "", "#kp-cards .kp-line"),
        "writer": State(ANNA, "", "#kp-cards .kp-line"),
        "reader": State(OLLE, "", "#kp-cards .kp-line"),
    }


def _chat(stock: Stock) -> dict[str, State]:
    answered = f"chat?c={stock.talks['answered']}"
    return {
        "nothing asked": State(KARIN, "chat", "#kp-conversation .kp-empty"),
        "answered": State(KARIN, answered, ".kp-quote"),
        "citation open": State(KARIN, answered, ".kp-quote", _click(".kp-quote .kp-cite"), ".kp-source.open"),
        "source sheet open": State(KARIN, answered, ".kp-quote", _sheet, "body.kp-sheet-open"),
        "documents are silent": State(KARIN, f"chat?c={stock.talks['silent']}", ".kp-answer"),
        "action card": State(KARIN, f"chat?c={stock.talks['card']}", ".kp-action-card"),
    }


def _plan() -> dict[str, State]:
    return {
        "drafted": State(KARIN, "plan", "#kp-section h2"),
        "risks": State(KARIN, "plan?section=A2", "#kp-section h2"),
        "unknown number": State(KARIN, "plan?id=4711", "#kp-line .kp-alert"),
    }


def _incidents(stock: Stock) -> dict[str, State]:
    def at(kind: str) -> str:
        return f"incidents?id={stock.incidents[kind]}"

    return {
        "list": State(KARIN, "incidents", "#kp-queue .kp-pick"),
        "proposal and reply": State(KARIN, at("product"), "#kp-detail .kp-action-card"),
        "do not reply": State(KARIN, at("threat"), "#kp-detail .kp-action-card"),
        "draft made": State(ANNA, at("rumour"), "#kp-reply-text textarea"),
        "a post without spaces": State(KARIN, at("long"), "#kp-detail .kp-action-card"),
        "registering": State(ANNA, "incidents?new=1", "#kp-new-post textarea"),
        "nothing pasted": State(ANNA, "incidents?new=1", "#kp-new-post textarea", _click("#kp-register"), ".kp-alert"),
        "unknown number": State(KARIN, "incidents?id=4711", "#kp-line .kp-alert"),
    }


def _approvals(stock: Stock) -> dict[str, State]:
    def at(state: str) -> str:
        return f"approvals?id={stock.replies[state]}"

    return {
        "own draft": State(ANNA, at("waiting"), "#kp-why-not p"),
        "to decide": State(KARIN, at("waiting"), "#kp-verdict"),
        "choosing": State(KARIN, at("waiting"), "#kp-verdict", _choose, "#kp-reason textarea"),
        "must be fixed": State(KARIN, at("stop"), ".kp-finding-stop"),
        "another's to decide": State(KARIN, at("waiting_question"), "#kp-why-not p"),
        "sent back": State(ANNA, at("sent_back"), "#kp-detail h2"),
        "rejected": State(KARIN, at("rejected"), "#kp-detail h2"),
        "approved": State(ANNA, at("approved"), "#kp-copy"),
        "copied": State(ANNA, at("copied"), "#kp-went"),
        "receipt": State(KARIN, at("sent"), "#kp-receipt"),
        "unknown number": State(KARIN, "approvals?id=4711", "#kp-line .kp-alert"),
    }


def _decisions(stock: Stock) -> dict[str, State]:
    """The plain pages that work without scripts."""
    return {
        "waiting": State(KARIN, "decide"),
        "form": State(KARIN, f"decide?id={stock.replies['waiting']}"),
        "own": State(ANNA, f"decide?id={stock.replies['waiting']}"),
        "nothing chosen": State(
            KARIN, f"decide?id={stock.replies['waiting']}", act=_submit, then="[role=alert]:visible"
        ),
        "stop": State(KARIN, "stop"),
        "stop for readers": State(OLLE, "stop"),
    }


def _knowledge(folder: Path) -> dict[str, State]:
    return {
        "table": State(KARIN, "knowledge", "#kp-table table"),
        "for readers": State(OLLE, "knowledge", "#kp-table table"),
        "facts open": State(KARIN, "knowledge", "#kp-table table", _click("[data-ev=edit]"), "#kp-facts button"),
        "searched": State(KARIN, "knowledge", "#kp-table table", _search, "#kp-found .kp-source"),
        "added": State(KARIN, "knowledge", "#kp-table table", _add(folder, "jour.md", _MARKDOWN), ".kp-done"),
        "refused": State(KARIN, "knowledge", "#kp-table table", _add(folder, "trasig.pdf", _UNREADABLE), ".kp-refused"),
        "reader": State(KARIN, "knowledge?doc=1"),
        "unknown document": State(KARIN, "knowledge?doc=4711"),
    }


def _own() -> dict[str, State]:
    return {
        "log": State(LENA, "audit", "#kp-log table"),
        "log refused": State(OLLE, "audit", ".kp-alert"),
        "settings": State(LENA, "settings"),
        "settings refused": State(OLLE, "settings"),
        "adding a person": State(LENA, "settings/add"),
        "adding nobody": State(LENA, "settings/add", act=_submit, then="h1"),
        "a person": State(LENA, "settings/person?id=1"),
        "account": State(ANNA, "account"),
        "a machine's key": State(LENA, "settings", act=_token, then="code.kp-secret"),
        "wrong password": State(ANNA, "account", act=_wrong_password, then="[role=alert]:visible"),
        "addresses for machines": State(LENA, "/api/docs?language={language}"),
        "folds open": State(LENA, "settings", act=_unfold, then="details[open]"),
    }


def _frame() -> dict[str, State]:
    banners = {
        f"banner {name}": State(KARIN, "incidents", "#kp-queue .kp-pick", _answering(answer), f".kp-banner-{name}")
        for name, answer in _ANSWERS.items()
    }
    return {
        "user menu": State(KARIN, "", "#kp-cards .kp-line", _click(".kp-user > summary"), ".kp-user-box"),
        "user menu of an administrator": State(LENA, "", ".kp-line", _click(".kp-user > summary"), ".kp-user-box"),
        "more": State(KARIN, "", "#kp-cards .kp-line", _more, ".kp-more[open]"),
        "no such page": State(KARIN, "nowhere"),
        **banners,
    }


def _empty() -> dict[str, State]:
    """First start, with everything stopped and one person who does it all."""
    return {
        "home": State(BO, "", "#kp-cards ol"),
        "chat": State(BO, "chat", "#kp-conversation .kp-empty"),
        "plan": State(BO, "plan", "#kp-plan-head .kp-empty"),
        "incidents": State(BO, "incidents", "#kp-detail .kp-empty"),
        "approvals": State(BO, "approvals", "#kp-detail .kp-empty"),
        "knowledge": State(BO, "knowledge", "#kp-table .kp-empty"),
        "log": State(BO, "audit", "#kp-log table"),
        "stop": State(BO, "stop"),
        "decide": State(BO, "decide"),
    }


def _click(what: str) -> Act:
    return lambda page: page.locator(what).locator("visible=true").first.click()


def _submit(page: Page) -> None:
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.locator("main form button").first.click()


def _token(page: Page) -> None:
    _unfold(page)
    page.fill("input[name=label]", "Bevakningstjänsten")
    page.locator("form:has(input[name=label]) button").click()


def _wrong_password(page: Page) -> None:
    _unfold(page)
    for field in page.locator("input[type=password]").all():
        field.fill("helt-fel-losenord")
    page.locator("form:has(input[type=password]) button").click()


def _unfold(page: Page) -> None:
    page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")


def _sheet(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.locator(".kp-quote .kp-cite").first.click()


def _more(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.click(".kp-more > summary")


def _choose(page: Page) -> None:
    page.locator("#kp-verdict input").first.check()


def _search(page: Page) -> None:
    page.fill("#kp-test textarea, #kp-test input", "mögel")
    page.keyboard.press("Enter")


def _add(folder: Path, name: str, content: bytes) -> Act:
    def add(page: Page) -> None:
        language = page.evaluate("document.documentElement.lang")
        file = folder / f"{language}-{name}"
        file.write_bytes(content + language.encode())
        page.set_input_files("#kp-drop input[type=file]", file)

    return add


_MARKDOWN: Final = b"# Jour\n\nRing jouren inom 5 minuter. "


def _answering(answer: Callable[[Route], None]) -> Act:
    """What the page is told the next time it asks how things are, and it asks at once."""

    def act(page: Page) -> None:
        page.route("**/live/*", answer)
        banner = page.locator(".kp-banner").first
        for _ in range(20):  # a question that was under way when the answer changed is not asked again at once
            page.evaluate("window.dispatchEvent(new Event('online'))")
            with suppress(TimeoutError):
                return banner.wait_for(timeout=1500)
        banner.wait_for()

    return act


def _changed(new: tuple[int, ...] = (), **changes: object) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        told = route.fetch().json()
        told["lists"]["incidents"]["ids"] += new
        route.fulfill(json={**told, **changes})

    return answer


_ANSWERS: Final[Mapping[str, Callable[[Route], None]]] = {
    "lost": lambda route: route.abort(),
    "signed_out": lambda route: route.fulfill(status=401, body=""),
    "other_person": _changed(person=4711),
    "stopped": _changed(stopped=True),
    "arrived": _changed(new=(9001, 9002)),
}
