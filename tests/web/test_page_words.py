"""The pages speak Swedish and English alike, and every sentence stands in the word files."""

import ast
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import assistant.web
from assistant.language import LANGUAGES
from assistant.web.words import load_words

WEB = Path(assistant.web.__file__).parent
ZONE = ZoneInfo("Europe/Stockholm")
MODULES = sorted(WEB.rglob("*.py"))
SHOWN_ARGUMENTS = {"label", "info", "placeholder", "title", "aria_label", "alt"}
SHOWING = {"tag", "join", "result", "refusal", "press", "Button", "Textbox"}


def _said(language):
    return load_words(language, ZONE).said


def test_both_languages_have_the_same_sentences():
    assert set(_said("sv")) == set(_said("en"))


def test_a_sentence_has_the_same_slots_in_both_languages():
    slots = {key: [set(re.findall(r"\{(\w+)\}", _said(one)[key])) for one in LANGUAGES] for key in _said("sv")}
    assert not {key: both for key, both in slots.items() if both[0] != both[1] and not key.endswith(".one")}


def test_no_sentence_is_empty_or_left_untranslated():
    same = {key for key, text in _said("sv").items() if text == _said("en")[key] and " " in text.replace("{n} {", "")}
    assert all(text.strip() for one in LANGUAGES for text in _said(one).values())
    assert same <= {"frame.hours", "frame.minutes", "incidents.name", "sources.version"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_sentence_stands_in_the_code(path: Path):
    found = []
    for call in _calls(path):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        shown = [value for key in call.keywords if key.arg in SHOWN_ARGUMENTS for value in _texts(key.value)]
        if name in SHOWING:
            said = {"tag": call.args[1:], "press": call.args[:1]}.get(name, call.args)
            shown += [value for one in said for value in _texts(one)]
        found += [value for value in shown if re.search(r"[A-Za-zÅÄÖåäö]{2,}", value)]
    assert not [value for value in found if value != "width=device-width, initial-scale=1"]


def test_every_sentence_is_used_and_every_used_sentence_exists():
    exact, prefixes = set(), set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[a-z_]+\.\w*[a-z0-9]", node.value)
            ):
                exact.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(node.values[0].value)
    known = _bare_keys()
    rooms = {key.partition(".")[0] for key in known}
    dead = {
        key for key in known if key not in exact and not any(p and "." in p and key.startswith(p) for p in prefixes)
    }
    assert not dead
    missing = {key for key in exact if key.partition(".")[0] in rooms and key not in known} - {"log.exported"}
    assert not {key for key in missing if not key.endswith((".id", ".docx", ".csv", ".js"))}


def test_every_logged_action_has_words():
    logged = set()
    for path in WEB.parent.rglob("*.py"):
        logged |= set(
            re.findall(
                r'"((?:document|person|plan|incident|reply|halt|single_operator'
                r'|session|password|invitation|delegation|token|outside)\.[a-z_]+)"',
                path.read_text("utf-8"),
            )
        )
    ends = ("id", "docx", "sending")
    missing = {
        one for one in logged if f"log.action_{one.replace('.', '_')}" not in _said("sv") and not one.endswith(ends)
    }
    assert missing <= set(_bare_keys())


def _bare_keys() -> set[str]:
    """Keys of sentences, which look like actions too; plural forms without their endings."""
    return {key.removesuffix(".one").removesuffix(".other") for key in _said("sv")}


def _calls(path: Path):
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def _texts(node: ast.expr) -> list[str]:
    """String constants that are shown as they stand: the expression itself and the parts of an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.Constant)]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []
