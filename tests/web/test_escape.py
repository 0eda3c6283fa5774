"""Nothing that a person or a file brings along can become markup, script or template."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.escape import EMPTY, Html, escape, join, tag

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "`${alert(1)}`",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "</textarea><svg/onload=alert(1)>",
    "<form action=//evil><input name=password>",
    "![x](http://evil.example/x.png)",
    "javascript:alert(1)",
    "\0<b>",
)


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_string_is_only_text(payload: str):
    shown = tag("p", payload, title=payload)
    assert shown.count("<") == 2 and shown.count(">") == 2 and shown.count('"') == 2
    assert not set("`${}'") & set(shown)


@given(st.text())
def test_escaping_loses_nothing_and_leaves_no_live_character(text: str):
    shown = escape(text)
    assert not set("<>\"'`${}") & set(shown)
    assert html.unescape(shown) == text.replace("\0", "\ufffd")


def test_markup_made_here_is_not_escaped_twice():
    assert join(tag("b", "a & b"), [EMPTY, None, 3]) == "<b>a &amp; b</b>3"
    assert isinstance(tag("p"), Html)


def test_attributes_can_be_bare_or_left_out():
    assert tag("input", disabled=True, checked=False, value=None) == "<input disabled>"
    assert (
        tag("a", "x", href="/sv/?a=1&b=2", class_="y", data_id=3)
        == '<a href="/sv/?a=1&amp;b=2" class="y" data-id="3">x</a>'
    )
