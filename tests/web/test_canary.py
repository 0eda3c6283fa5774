"""Hostile text in every stored field: no request leaves a page without a click, nothing runs, all of it is text."""

from collections.abc import Iterator
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browsing import Visit, demo_server, visit
from tests.web.canary import FETCHING, HOSTILE_NAME, RUNNING, Canary, listening, poison

pytestmark = [pytest.mark.browser, pytest.mark.process]
MENU = ("", "chat", "plan", "incidents", "approvals", "knowledge", "audit", "account", "stop")


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with listening() as canary:
        yield canary


@pytest.fixture(scope="module")
def poisoned(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of a demo company that holds every payload in every field, and the pages that show them."""
    data = tmp_path_factory.mktemp("poisoned") / "data"
    pages = poison(data, canary.armed(FETCHING + RUNNING))
    with demo_server(data) as address:
        yield address, pages


@pytest.mark.parametrize(("language", "person"), [("sv", "Karin Holm"), ("en", "Lena Falk")])
def test_no_page_fetches_or_runs_what_a_text_says(
    poisoned: tuple[str, list[str]], canary: Canary, real_browser: Browser, language: str, person: str
):
    address, pages = poisoned
    own = [*MENU, *pages] if person == "Karin Holm" else [*MENU, "settings", *pages]
    with visit(real_browser, address) as one:
        one.become(person, f"/{language}/")
        for path in own:
            one.page.goto(f"{address}/{language}/{path}")
            expect(one.page.locator("h1")).to_have_count(1)
            one.page.wait_for_load_state("networkidle")
            _nothing_happened(one, canary, path)


def test_every_payload_is_shown_as_text(poisoned: tuple[str, list[str]], canary: Canary, real_browser: Browser):
    address, pages = poisoned
    with visit(real_browser, address) as one:
        one.become("Karin Holm", "/sv/")
        for path in pages[:2]:
            one.page.goto(f"{address}/sv/{path}")
            shown = one.page.locator(".kp-post, .kp-exact").first
            expect(shown).to_be_visible(timeout=15_000)
            text = "".join(one.page.locator("#kp-detail").inner_text().split())
            for payload in canary.armed(RUNNING + FETCHING):
                assert "".join(payload.split("\n")[0].split()) in text, (path, payload)


def test_a_search_an_address_and_a_typed_text_are_text_too(
    poisoned: tuple[str, list[str]], canary: Canary, real_browser: Browser
):
    address, _ = poisoned
    payload = " ".join(canary.armed(RUNNING + FETCHING)[:12])
    with visit(real_browser, address) as one:
        one.become("Anna Berg", "/sv/chat")
        one.page.fill("#kp-composer textarea", payload)
        one.page.click("#kp-composer .submit-button")
        expect(one.page.locator(".kp-asked").last).to_contain_text("onerror=window.kp_ran=1")
        _nothing_happened(one, canary, "chat")
        for path in ("incidents?id=", "approvals?id=", "chat?c=", "plan?section=", "knowledge?doc=", "nowhere/"):
            one.page.goto(f"{address}/sv/{path}%3Cimg%20src%3Dx%20onerror%3Dwindow.kp_ran%3D1%3E%24%7B1%7D")
            one.page.wait_for_load_state("networkidle")
            one.troubles[:] = [said for said in one.troubles if "404" not in said]
            _nothing_happened(one, canary, path)


def test_the_exported_plan_points_nowhere_outside(
    poisoned: tuple[str, list[str]], canary: Canary, real_browser: Browser, tmp_path
):
    address, _ = poisoned
    with visit(real_browser, address) as one:
        one.become("Karin Holm", "/sv/plan")
        answer = one.page.request.get(f"{address}/export/plan.docx")
        assert answer.ok
        saved = tmp_path / "plan.docx"
        saved.write_bytes(answer.body())
    with ZipFile(saved) as package:
        relations = [package.read(name).decode() for name in package.namelist() if name.endswith(".rels")]
    assert relations and not [one for one in relations if 'TargetMode="External"' in one]
    assert canary.calls == []


def test_hostile_marks_do_not_freeze_the_page_and_cannot_be_approved(
    poisoned: tuple[str, list[str]], canary: Canary, real_browser: Browser
):
    address, pages = poisoned
    incident = [page for page in pages if page.startswith("incidents")][-1]
    text = "Hej\u202e! a" + "\u0301" * 5000 + " zero\u200bwidth tag\U000e0041s www.ljungsj\u043e.example"
    with visit(real_browser, address) as one:
        one.become("Anna Berg", f"/sv/{incident}")
        one.page.click("#kp-make-draft")
        expect(one.page.locator("#kp-reply-text textarea")).to_be_editable(timeout=15_000)
        one.page.fill("#kp-reply-text textarea", text)
        one.page.click("#kp-submit")
        expect(one.page.locator("#kp-line")).to_contain_text("väntar på granskning", timeout=15_000)
        one.become("Erik Lund", "/sv/approvals?id=2")
        exact = one.page.locator("#kp-detail")
        for mark in ("U+202E", "U+200B", "U+E0041", "U+0301 × 5000"):
            expect(exact).to_contain_text(mark)
        expect(exact).to_contain_text("U+043E")
        assert one.page.evaluate("new Promise((done) => setTimeout(() => done(1), 50))") == 1
        one.page.get_by_label("Godkänn", exact=True).check()
        one.page.get_by_label("Jag har läst").check()
        one.page.get_by_role("button", name="Godkänn version").click()
        expect(one.page.locator("#kp-line")).to_contain_text("Rätta det som måste åtgärdas", timeout=15_000)
        _nothing_happened(one, canary, "approvals")


def _nothing_happened(one: Visit, canary: Canary, path: str) -> None:
    assert canary.calls == [], path
    assert one.hosts == {one.address.removeprefix("http://")}, path
    assert one.page.evaluate("window.kp_ran") is None, path
    assert one.troubles == [], path
    foreign = one.page.evaluate(
        "[...document.querySelectorAll('img,video,audio,iframe,object,embed,link,form,base,svg image,a')]"
        ".map((e) => e.src || e.href?.baseVal || e.href || e.action || e.data || '')"
        ".filter((u) => u && !String(u).startsWith(location.origin) && !/^(data:image|mailto:|https:)/.test(u))"
    )
    assert foreign == [], (path, foreign)
    assert set(one.stored()) <= {"krisplan-theme"}, path
    assert HOSTILE_NAME not in one.page.title()
