"""What do the guards' tests stand on: the real method, and a draft that nothing is wrong with?"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.guards import Draft, Finding, check
from assistant.method import Method, load_method
from assistant.shipping import shipped

POLICY = (
    "Klagomål i sociala medier besvaras inom 4 arbetstimmar. Be kunden skicka produktnamn, bäst före och butik i DM "
    "eller till konsument@ljungsjo.example. Mer finns på ljungsjo.example/kontakt."
)
REPLY = "Tack för att du hör av dig. Skicka produktnamn och butik till konsument@ljungsjo.example så hjälper vi dig."


@pytest.fixture(scope="session")
def method() -> Method:
    return load_method(shipped("knowledge", "method"))


@pytest.fixture
def draft() -> Draft:
    return Draft(
        text=REPLY,
        language="sv",
        channel="facebook",
        level=1,
        category="customer_complaint",
        post_text="Mjölken var sur två dagar före bäst före. Besviken.",
        grounds=(POLICY,),
        contacts=("Kvalitetsjour 0980-319 222",),
    )


@pytest.fixture
def found(method: Method, draft: Draft) -> Callable[..., tuple[Finding, ...]]:
    """Findings for the good draft with some facts changed: `found(text="…", level=3)`."""

    def look(**changed: object) -> tuple[Finding, ...]:
        return check(replace(draft, **changed), method)

    return look
