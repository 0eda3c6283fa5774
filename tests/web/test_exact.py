"""What is approved is shown character for character: marked, compared, and with nothing hidden in it."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.guards.draft import Finding
from assistant.language import Said
from assistant.web.exact import changes, lettered, marked, visible

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cf", "Cc", "Co", "Cn", "Cs"))).filter(
    lambda text: not re.search(r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{3}", text)
)


def _finding(start: int, end: int, level="note") -> Finding:
    return Finding("rule", level, start, end, "", Said("Säg", "Say"), Said("Gör", "Do"))


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<sup[^>]*>[A-Z]+</sup>|<[^>]+>", "", markup))


@given(PLAIN, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_the_marked_text_is_the_text(text: str, spans: list[tuple[int, int]]):
    findings = lettered([_finding(min(span), max(span)) for span in spans])
    assert _text(marked(text, findings)) == text.replace("\0", "\ufffd")


def test_remarks_are_lettered_in_text_order_and_the_worst_colours():
    letters = lettered([_finding(10, 14), _finding(0, 5, "reason"), _finding(0, 5, "stop")])
    assert [(letter, one.level) for letter, one in letters] == [("A", "stop"), ("B", "reason"), ("C", "note")]
    shown = marked("Hej du som läser", letters)
    assert '<span class="kp-f kp-f-stop">Hej d</span><sup class="kp-letter">A</sup>' in shown
    assert lettered([_finding(n, n + 1) for n in range(28)])[27][0] == "AB"


def test_hidden_and_direction_changing_characters_are_spelled_out():
    shown = visible("a\u202eb\u200bc\u00ad\ufeff")
    for code in ("U+202E", "U+200B", "U+00AD", "U+FEFF"):
        assert code in shown
    assert not set("\u202e\u200b\u00ad\ufeff") & set(shown)


def test_line_breaks_and_joined_emoji_stay_as_they_are():
    assert visible("Rad 1\nRad 2 👩\u200d🚒") == "Rad 1\nRad 2 👩\u200d🚒"


def test_changes_show_what_went_out_and_what_came_in():
    shown = changes("Svar inom 24 timmar.", "Svar inom kort.")
    assert "<del>24 timmar</del><ins>kort</ins>" in shown


@given(PLAIN, PLAIN)
def test_taking_either_side_of_the_changes_gives_either_text(before: str, after: str):
    shown = changes(before, after)
    old = _text(re.sub(r"<ins>.*?</ins>", "", shown, flags=re.S))
    new = _text(re.sub(r"<del>.*?</del>", "", shown, flags=re.S))
    assert (old, new) == (before, after)


def test_piled_up_marks_are_counted_instead_of_covering_the_page():
    assert visible("a" + "\u0301" * 5000 + "b") == 'a<span class="kp-ghost">U+0301 × 5000</span>b'
    assert visible("cafe\u0301 a\u030a\u0323") == "cafe\u0301 a\u030a\u0323"
