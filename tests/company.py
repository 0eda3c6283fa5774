"""A small company with policies of its own, indexed once for every test that asks the documents something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.incidents.incident import Incident
from assistant.incidents.intake import Incidents, PostInput
from assistant.knowledge.gaps import Gaps
from assistant.knowledge.generations import Generations
from assistant.knowledge.intake import Upload
from assistant.knowledge.library import Library
from assistant.method import Method, load_method
from assistant.people import People, Person, add_demo_cast
from assistant.records.audit import Audit
from assistant.records.database import Database
from assistant.replies.checking import Checking
from assistant.replies.drafting import Drafting
from assistant.replies.replies import Replies
from assistant.shipping import shipped

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")
DEMO = ("01-sociala-medier-policy.md", "07-dataskydd.md", "08-presspolicy.md", "12-godkanda-budskap.md")
OWN = {
    "eskalering.md": """# Eskalering

## 1 Journummer

| Jour | Telefon | Larmas vid |
|---|---|---|
| Kommunikationsjour | 070-174 06 50 | Alla händelser på nivå 3 och 4 |
| Kvalitetsjour | 0980-319 222 | Uppgift om sjukdom, skada eller främmande föremål |

## 2 Ersättare

| Roll | Ersättare |
|---|---|
| Kommunikationschef | Presschef |
| Kvalitetschef | Biträdande kvalitetschef |

## 3 När vi larmar

Två eller fler oberoende sjukdomsrapporter om samma produkt innebär minst nivå 3, och Kvalitetsjouren larmas direkt.
Hot mot person är alltid nivå 4. En återkallelse med hälsofara är alltid nivå 4.
""",
    "reklamation.md": """# Reklamationspolicy

## 2 Svar

Klagomål i sociala medier besvaras inom 4 arbetstimmar. Be kunden skicka produktnamn, bäst före och butik i DM eller
till konsument@ljungsjo.example.
""".replace("eller\ntill", "eller till"),
    "rost.md": """# Varumärkesröst

## 3 Signatur

På nivå 1 och 2 signerar den som svarar med sitt förnamn. På nivå 3 och 4 signerar vi med Ljungsjö Mejeri.
""",
}


@dataclass(frozen=True)
class Company:
    """Everything that stands on the indexed documents; each test opens incidents of its own."""

    database: Database
    library: Library
    method: Method
    people: People
    incidents: Incidents
    replies: Replies
    drafting: Drafting
    checking: Checking
    gaps: Gaps
    audit: Audit
    anna: Person
    erik: Person
    reader: Person

    def opened(self, *texts: str, channel: str = "facebook", reach: int | None = None) -> Incident:
        """An incident with these posts, each by another person."""
        posts = [PostInput(text=one, channel=channel, author=f"@p{n}", reach=reach) for n, one in enumerate(texts)]
        incident = self.incidents.register(posts[0], self.anna)
        for post in posts[1:]:
            incident = self.incidents.add_post(incident.id, post, self.anna)
        return incident


def open_company(folder: Path, documents: bool = True) -> Iterator[Company]:
    method = load_method(shipped("knowledge", "method"))
    database = Database.open(folder / "krisplan.db")
    generations = Generations(database, folder / "index", _clock, method.glossary)
    library = Library(database, generations, _clock, lambda: date(2026, 11, 24), method.glossary)
    if documents:
        _take_in(library, folder)
    people = People(database, _clock)
    cast = {person.name.split()[0]: person for person in add_demo_cast(people)}
    gaps = Gaps(database, _clock)
    incidents = Incidents(database, library, method, _clock, gaps)
    checking = Checking(incidents, library, method, _clock, ZONE)
    replies = Replies(database, _clock, checking)
    drafting = Drafting(incidents, replies, library, method, _clock, ZONE)
    audit = Audit(database)
    persons = (cast["Anna"], cast["Erik"], cast["Olle"])
    yield Company(database, library, method, people, incidents, replies, drafting, checking, gaps, audit, *persons)
    library.close()
    database.close()


def _take_in(library: Library, folder: Path) -> None:
    uploads = [Upload(name, shipped("knowledge", "demo", name)) for name in DEMO]
    for name, text in OWN.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        uploads.append(Upload(name, path))
    refused = [step for step in library.add(uploads, "test") if step.step == "refused"]
    assert not refused


def _clock() -> datetime:
    return NOW
