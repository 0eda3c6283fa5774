"""Is a page, as it stands in the browser now, one that everybody can use, in both themes and at every width?"""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

THEMES: Final = ("light", "dark")
WIDTHS: Final = (1440, 390, 320)
_AXE: Final = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OF_COLOUR: Final = ["color-contrast", "link-in-text-block"]
_RULES: Final = ({"type": "tag", "values": _TAGS}, {"type": "rule", "values": _OF_COLOUR})
_RUN: Final = """async (runOnly) => {
    const found = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: false });
    return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}`));
}"""
_SHAPE: Final = """() => ({
    lang: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    main: document.querySelectorAll("main").length,
    kept: Object.keys(localStorage),
})"""
_STICKING_OUT: Final = """() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ["the page"] : [];
    const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".kp-sr, .kp-skip");
    for (const one of document.querySelectorAll("header *, main *")) {
        const box = one.getBoundingClientRect();
        if (box.width > 1 && box.height > 1 && box.right > window.innerWidth + 1 && seen(one)) {
            wide.push(one.outerHTML.slice(0, 120));
        }
    }
    return wide.slice(0, 3);
}"""
_SWITCH: Final = """(theme) => {
    const button = document.querySelector("[data-theme-button]");
    if (document.documentElement.dataset.theme === theme) return;
    if (button) button.click();
    else { document.documentElement.dataset.theme = theme; document.body.classList.toggle("dark", theme === "dark"); }
}"""


def faults(page: Page, language: str) -> list[str]:
    """Everything that is wrong, each with the theme and width it was seen in; the page is left as it was.

    Between the themes only colours differ, so the second one at a width is asked about colours alone.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = _shape(page, language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme, rules in zip(THEMES, _RULES, strict=True):
            page.evaluate(_SWITCH, theme)
            found += [f"{width} {theme} {fault}" for fault in page.evaluate(_RUN, rules)]
        found += [f"{width} sticks out: {one}" for one in page.evaluate(_STICKING_OUT)]
    page.evaluate(_SWITCH, THEMES[0])
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


def _shape(page: Page, language: str) -> list[str]:
    shape = page.evaluate(_SHAPE)
    return [
        said
        for wrong, said in (
            (shape["lang"] != language, f"the page says it is in {shape['lang']!r}"),
            (shape["headings"] != 1, f"{shape['headings']} headings of the first rank"),
            (shape["main"] != 1, f"{shape['main']} main parts"),
            (not set(shape["kept"]) <= {"krisplan-theme"}, f"keeps {shape['kept']} in the browser"),
        )
        if wrong
    ]
