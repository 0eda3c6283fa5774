"""Does every fact of the demo company stand under the right heading once its document is read?"""

from functools import cache
from pathlib import Path

import pytest

from assistant.knowledge.readers.parsed import Parsed
from assistant.knowledge.readers.reading import read_path

DEMO = Path(__file__).parents[2] / "knowledge" / "demo"

FACTS = [
    ("01", "2.", "@ljungsjo_press"),
    ("01", "3.", "vardagar kl. 7–21"),
    ("01", "4.", "På nivå 3 ska ett första svar ges inom 30 minuter"),
    ("01", "4.", "Nivå: 4 Kris | "),
    ("01", "5.", "inom 15 minuter"),
    ("01", "6.", "VD, kommunikationschefen och chefsjuristen tillsammans"),
    ("01", "6.", "inom 10 minuter går frågan vidare till ersättaren"),
    ("01", "7.", "Volymlarm på nivå 3"),
    ("02", "3.", "signerar den som svarar med sitt förnamn"),
    ("02", "4.", "högst en emoji"),
    ("02", "5.", "Skriv inte: ”inga kommentarer”"),
    ("02", "6.", "ljungsjo.example/climate-data"),
    ("02", "7.", "Kanal: X | "),
    ("03", "3.", "inom 2 timmar"),
    ("03", "4.", "ska stå kvar"),
    ("03", "5.", "två varningar"),
    ("03", "6.", "12 månader"),
    ("04", "§ 1", "Kommunikationsjour | Telefon: 070-174 06 50"),
    ("04", "§ 1", "dygnet runt"),
    ("04", "§ 2", "Kommunikationschef | Ersättare: Presschef"),
    ("04", "§ 3", "minst nivå 3, och Kvalitetsjouren 0980-319 222"),
    ("04", "§ 4", "aktiveras av kommunikationschefen, VD eller kvalitetschefen"),
    ("05", "2.", "inom 4 arbetstimmar"),
    ("05", "3.", "upp till 500 kr"),
    ("05", "4.", "501–5 000 kr beslutas av konsumentkontaktchefen"),
    ("05", "5.", "Allmänna reklamationsnämnden"),
    ("05", "6.", "1177"),
    ("06", "§ 1", "kvalitetschefen, som är ordförande"),
    ("06", "§ 3", "inom 60 minuter"),
    ("06", "§ 3", "fästs överst i alla kanaler"),
    ("06", "§ 5", "14 dagar"),
    ("06", "§ 6", "april och oktober"),
    ("06", "§ 7", "finska"),
    ("07", "2.", "inom 72 timmar"),
    ("07", "4.", "90 dagar"),
    ("08", "2.", "08-465 004 90"),
    ("08", "5.", "medicinska uttalanden"),
    ("09", "4.", "deltar inte i kristrådar"),
    ("10", "5.", "finska"),
    ("11", "§ 2", "Krisledare | Innehas av: VD"),
    ("11", "§ 5", "högst 8 timmar"),
    ("11", "§ 6", "1,5 gånger normal volym"),
    ("12", "HS-01", "Ät inte mer av produkten"),
    ("12", "HS-06", "Det filmen visar är oacceptabelt"),
    ("13", "3.", "mars och oktober"),
    ("14-2023", "", "3 h"),
    ("14-2025", "5.", "47 minuter"),
    ("15", "4.", "inom 4 timmar"),
    ("16", "3.", "at most one emoji"),
    ("17", "2.", "godkän"),
]


@cache
def parsed(number: str) -> Parsed:
    return read_path(next(path for path in sorted(DEMO.rglob("*.*")) if path.name.startswith(number)))[1]


@pytest.mark.parametrize(("document", "section", "fact"), FACTS, ids=[f"{one[0]} {one[2][:30]}" for one in FACTS])
def test_the_fact_stands_under_its_section(document: str, section: str, fact: str):
    found = [block for block in parsed(document).blocks if fact in block.text]
    assert found, [block.text for block in parsed(document).blocks]
    assert any(block.heading and block.heading[0].startswith(section) for block in found)


def test_every_document_has_its_title_its_facts_and_nothing_hidden():
    for path in sorted(DEMO.rglob("*.*")):
        document = parsed(path.name[:7] if path.name.startswith("14") else path.name[:2])
        lines = [line.casefold() for block in document.blocks for line in block.text.split(" | ")]
        assert document.title and not document.title[0].isdigit(), path.name
        assert any(line.startswith(("version:", "version ")) for line in lines), path.name
        assert any(line.startswith(("giltig från:", "valid from:")) for line in lines), path.name
        assert not any("Används inte" in notice.sv for notice in document.notices), path.name


def test_a_replaced_statement_stands_under_its_own_version():
    replaced = next(block for block in parsed("12").blocks if "enligt högsta standard" in block.text)
    assert "version 2" in replaced.heading[-1]
