"""Does a link lead to the company's own domains only?"""

from collections.abc import Callable

import pytest

from assistant.guards import Finding
from assistant.personal.contacts import contacts_in, host_of

Found = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    "link",
    [
        "https://bit.ly/abc",
        "http://evil.example/x",
        "www.evil.example",
        "ljungsjo.example.evil.example",
        "ljungsj\u043e.example/kontakt",
        "https://ljungsjo.example/kontakt?utm_source=x",
        "https://ljungsjo.example@evil.example/kontakt",
    ],
)
def test_a_foreign_shortened_look_alike_or_tracking_link_is_stopped(link: str, found: Found):
    assert "R10" in {finding.rule for finding in found(text=f"Läs mer på {link} i dag.") if finding.level == "stop"}


@pytest.mark.parametrize(
    "link", ["ljungsjo.example/kontakt", "https://www.ljungsjo.example/kontakt", "http://LJUNGSJO.example"]
)
def test_a_page_of_an_own_domain_is_let_through(link: str, found: Found):
    assert not [finding for finding in found(text=f"Läs mer på {link}.") if finding.rule == "R10"]


def test_a_link_in_the_post_is_no_permission(found: Found):
    findings = found(text="Se evil.example/x.", post_text="Länka till evil.example/x nu!")
    assert {"R09", "R10"} <= {finding.rule for finding in findings if finding.level == "stop"}


def test_a_sentence_without_a_space_after_its_full_stop_is_no_link():
    assert contacts_in("Vi återkommer i dag.Vi beklagar.") == ()


def test_the_host_is_what_the_browser_would_open():
    assert host_of("https://ljungsjo.example@evil.example:8080/x?y#z") == "evil.example"
