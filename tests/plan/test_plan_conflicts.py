"""When do two sentences of different documents contradict each other?"""

from datetime import UTC, datetime

import pytest

from assistant.knowledge.documents import Citation, Document, Passage
from assistant.plan.conflicts import disagreeing, figures


def sentence(text: str, document: int) -> Citation:
    held = Document(
        id=document, name=f"{document}.md", title=f"Dokument {document}", owner="", label="internal", status="approved",
        valid_from=None, valid_until=None, review_on=None, version_id=document, version=1, version_label="1.0",
        kind="md", sha256="0" * 64, added_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    passage = Passage(
        id=f"p{document}", document=held, heading=(), page=None, start=0, end=len(text), text=text, language="sv",
        status="approved",
    )  # fmt: skip
    return Citation(passage, 0, len(text))


def clash(one: str, other: str, same_document: bool = False) -> bool:
    return bool(list(disagreeing([sentence(one, 1), sentence(other, 1 if same_document else 2)])))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Klagomål besvaras av kundtjänst inom 4 timmar.", "Kundtjänst besvarar klagomål inom åtta timmar."),
        (
            "Konsumentkontakt nås på telefon 0980-319 220, vardagar kl. 8–17.",
            "Under en återkallelse har Konsumentkontakt, 0980-319 220, öppet kl. 7–22.",
        ),
        ("Vid nivå 3 ska ett första svar ges inom 30 minuter.", "Vid nivå 3 ska ett första svar ges inom 45 minuter."),
    ],
)
def test_different_figures_for_the_same_matter_clash(one: str, other: str) -> None:
    assert clash(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Klagomål besvaras av kundtjänst inom 4 timmar.", "Kundtjänst besvarar klagomål inom fyra timmar."),
        ("Vid nivå 3 ska ett första svar ges inom 30 minuter.", "Vid nivå 4 ska ett första svar ges inom 20 minuter."),
        ("Klagomål besvaras av kundtjänst inom 4 timmar.", "Direktmeddelanden raderas efter 90 dagar."),
        ("Klagomål besvaras av kundtjänst inom 4 timmar.", "Kundtjänst besvarar brev om klagomål inom 2 arbetsdagar."),
    ],
)
def test_the_same_figure_another_level_matter_or_unit_is_no_clash(one: str, other: str) -> None:
    assert not clash(one, other)


def test_one_document_does_not_clash_with_itself() -> None:
    assert not clash("Klagomål besvaras inom 4 timmar.", "Klagomål besvaras inom 8 timmar.", same_document=True)


def test_figures_are_read_with_their_unit() -> None:
    assert figures("Öppet kl. 8–17, svar inom två timmar på nivå 3–4, högst 500 kr.") == {
        "hours": {"8–17"},
        "tim": {"2"},
        "kr": {"500"},
    }
