"""A small company with a few documents, and the whole demo company once: what the plan is drafted from."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.knowledge.generations import Generations
from assistant.knowledge.intake import Upload
from assistant.knowledge.library import Library
from assistant.method import Method, load_method
from assistant.plan.plans import Plans
from assistant.prompts import load_prompts
from assistant.records.database import Database
from assistant.records.moments import Clock
from assistant.shipping import shipped
from assistant.writing import TemplateWriter

HEAD = "Version: 1.0\nÄgare: Kommunikationschef\nGiltig från: 2026-01-01\nStatus: {status}\n\n"
AddText = Callable[..., None]


@pytest.fixture(scope="session")
def whole_method() -> Method:
    return load_method(shipped("knowledge", "method"))


@pytest.fixture
def method(whole_method: Method) -> Method:
    """The real method with five sections of its outline, so that a draft takes a moment."""
    sections = tuple(one for one in whole_method.outline.sections if one.id in ("A4", "B6", "C4", "D1", "D2"))
    outline = whole_method.outline.model_copy(update={"sections": sections})
    return whole_method.model_copy(update={"outline": outline})


@pytest.fixture
def library(database: Database, data_folder: Path, clock: Clock, method: Method) -> Iterator[Library]:
    generations = Generations(database, data_folder / "index", clock, method.glossary)
    library = Library(database, generations, clock, lambda: clock().date(), method.glossary)
    yield library
    library.close()


@pytest.fixture
def add_text(library: Library, tmp_path: Path) -> AddText:
    """Add a Markdown document: title, then sections as heading and text."""

    def add(title: str, sections: dict[str, str], status: str = "Godkänd") -> None:
        path = tmp_path / f"{title.lower().replace(' ', '-')}.md"
        body = "".join(f"## {heading}\n\n{text}\n\n" for heading, text in sections.items())
        path.write_text(f"# {title}\n\n{HEAD.format(status=status)}{body}", encoding="utf-8")
        steps = list(library.add([Upload(path.name, path)], "test"))
        assert steps[-1].step in ("done", "unchanged"), steps[-1].error

    return add


@pytest.fixture
def company(add_text: AddText) -> None:
    """Complaints and the first hour are written down, metrics and risks are not; one plan is expired."""
    add_text(
        "Klagomålspolicy",
        {
            "1. Svarstid": "Klagomål i sociala medier besvaras inom 4 arbetstimmar.",
            "2. Ersättning": "Ersättning upp till 500 kr beslutas av kundtjänst. Ersättning över 500 kr beslutas av "
            "kundtjänstchefen.",
            "3. Tvist": "En kund som inte är nöjd med vårt beslut hänvisas till Allmänna reklamationsnämnden (ARN).",
        },
    )
    add_text(
        "Krisrutin",
        {
            "1. Första timmen": "| Minut | Steg | Roll |\n|---|---|---|\n| 0 | Bekräfta uppgiften | Jour |\n"
            "| 5 | Larma per telefon | Jour |\n| 15 | Pausa schemalagda inlägg | Sociala medier-ansvarig |\n",
            "2. Efterhandsgranskning": "En efterhandsgranskning ska vara klar inom 10 arbetsdagar.",
        },
    )
    add_text("Krisplan 2019", {"1. Svarstid": "Klagomål besvaras inom 3 veckor."}, status="Utgången")


@pytest.fixture
def plans(database: Database, library: Library, method: Method, clock: Clock) -> Plans:
    writer = TemplateWriter(load_prompts(shipped("prompts")))
    return Plans(database, library, method, clock, writer, "Provbolaget AB")
