"""One walk through all three jobs on the demo company, in a real browser, against the real server."""

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browsing import Visit, visit

pytestmark = [pytest.mark.browser, pytest.mark.process]
POST = "Öppnade en Sjöyoghurt i morse och den var full av mögel! Min dotter åt och blev magsjuk hela natten."
QUESTION = "Hur snabbt ska vi ge ett första svar vid nivå 3?"
LINK = "https://facebook.example/ljungsjo/1"


def test_from_a_question_to_a_delivered_reply_in_an_unbroken_log(demo: str, real_browser: Browser, tmp_path: Path):
    with visit(real_browser, demo, permissions=["clipboard-read", "clipboard-write"]) as one:
        one.become("Anna Berg", "/sv/chat")
        _ask_and_open_the_source(one.page)
        _draft_the_plan(one.page, tmp_path)
        incident = _paste_a_post(one)
        text = _draft_and_submit_a_reply(one.page)
        reply = _refused_to_its_author(one)
        for approver in ("Karin Holm", "Maria Ek"):
            _approve(one, approver, reply)
        _deliver(one, reply, text)
        _the_log_is_unbroken(one)
        assert incident.startswith("/sv/incidents?id=")
        assert one.hosts == {one.address.removeprefix("http://")}
        assert one.troubles == [] and set(one.stored()) <= {"krisplan-theme"}


def _ask_and_open_the_source(page: Page) -> None:
    page.fill("#kp-composer textarea", QUESTION)
    page.keyboard.press("Enter")
    quote = page.locator(".kp-quote", has_text="30 minuter").first
    expect(quote).to_be_visible()
    expect(page.locator(".kp-note").first).to_contain_text("Utan språkmodell")
    quote.locator(".kp-cite").first.press("Enter")
    card = page.locator(".kp-source:focus")
    expect(card.locator("mark", has_text="30 minuter").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".kp-cite:focus")).to_be_visible()
    page.reload()
    expect(page.locator(".kp-quote", has_text="30 minuter").first).to_be_visible()
    with page.context.expect_page() as opened:
        page.locator(".kp-source a").first.click(modifiers=["Control"])
    expect(opened.value.locator("mark").filter(has_text="30 minuter").first).to_be_in_viewport()
    opened.value.close()


def _draft_the_plan(page: Page, folder: Path) -> None:
    page.get_by_role("button", name="Utkast till krisplan").click()
    expect(page.locator("#kp-progress")).to_contain_text(re.compile(r"del \d+ av \d+"))
    ready = page.get_by_role("link", name="Ladda ner Word-fil")
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    document = docx.Document(str(file))
    said = "\n".join(p.text for p in document.paragraphs) + "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    assert "30 minuter" in said and "Sociala medier-policy" in said


def _paste_a_post(one: Visit) -> str:
    page = one.page
    page.get_by_role("button", name="Vad gör vi nu?").click()
    expect(page.locator(".kp-turn").last).to_contain_text("Klistra in inlägget")
    page.fill("#kp-composer textarea", f"Facebook: {POST}")
    page.click("#kp-composer .submit-button")
    card = page.locator(".kp-action-card").last
    expect(card).to_be_visible()
    assert 1 <= card.locator("> ol > li").count() <= 7
    assert card.locator(".kp-cite").count() >= 3
    link = page.get_by_role("link", name="Öppna händelsen")
    where = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(".kp-post")).to_have_text(POST)
    expect(page.locator("#kp-detail")).to_contain_text("Nivå 3 av 4")
    return where


def _draft_and_submit_a_reply(page: Page) -> str:
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.locator("#kp-line")).to_contain_text("Bedömningen är sparad.")
    page.get_by_role("button", name="Gör svarsutkast").click()
    editor = page.locator("#kp-reply-text textarea")
    expect(editor).to_be_editable()
    text = editor.input_value().replace("[produkt]", "Sjöyoghurt")
    editor.fill(text)
    page.get_by_role("button", name="Skicka till granskning").click()
    expect(page.locator("#kp-line")).to_contain_text("väntar på granskning")
    return text


def _refused_to_its_author(one: Visit) -> str:
    page = one.page
    page.get_by_role("link", name="Öppna granskningen").click()
    expect(page.locator("#kp-why-not")).to_have_text("Du har skrivit utkastet och kan därför inte godkänna det.")
    expect(page.locator("#kp-verdict")).to_be_hidden()
    return page.url.removeprefix(one.address)


def _approve(one: Visit, name: str, reply: str) -> None:
    page = one.page
    one.become(name, reply)
    expect(page.locator("#kp-decide")).to_be_disabled()
    assert page.locator("#kp-verdict input:checked").count() == 0
    page.get_by_label("Godkänn", exact=True).check()
    expect(page.locator("#kp-decide")).to_have_text(re.compile(r"Godkänn version \d"))
    page.locator("#kp-reason textarea").fill("Kvalitetsjouren är larmad, bekräftat per telefon.")
    page.locator("#kp-read input").check()
    page.click("#kp-decide")
    expect(page.locator("#kp-line")).to_contain_text("godkän")
    expect(page.locator("#kp-line .kp-alert")).to_have_count(0)


def _deliver(one: Visit, reply: str, text: str) -> None:
    page = one.page
    one.become("Anna Berg", reply)
    page.get_by_role("button", name="Kopiera texten").click()
    expect(page.locator("#kp-copy-said")).to_have_text("Texten är kopierad.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.get_by_label("Länk till det publicerade svaret").fill(LINK)
    page.get_by_role("button", name="Ja, den är publicerad").click()
    receipt = page.locator("#kp-receipt")
    for said in ("Karin Holm", "Maria Ek", "Anna Berg", LINK):
        expect(receipt).to_contain_text(said)


def _the_log_is_unbroken(one: Visit) -> None:
    head = one.page.locator("#kp-receipt code").last.inner_text()
    one.become("Karin Holm", "/sv/audit")
    expect(one.page.locator("#kp-check")).to_contain_text("Loggen är obruten")
    one.page.get_by_label("Loggslut från ett kvitto").fill(head)
    one.page.get_by_role("button", name="Kontrollera loggen").click()
    expect(one.page.locator("#kp-check .kp-result")).to_contain_text("Loggen är obruten")
    for step in ("Svar godkänt", "Godkänd text kopierad", "Svar bekräftat publicerat"):
        expect(one.page.get_by_role("cell", name=step).first).to_be_visible()
