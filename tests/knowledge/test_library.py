"""A document is there wholly or not at all, and the search holds what the database says."""

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import AssistantError, StorageError
from assistant.knowledge.generations import Generations
from assistant.knowledge.intake import Upload, uploads_from
from assistant.knowledge.library import Library
from assistant.records.audit import Audit
from assistant.records.database import Database
from assistant.records.moments import Clock

POLICY = """# Policy för svar

Version: 2.0
Ägare: Kommunikationschef
Giltig från: 2026-01-01

## 1. Svarstid

Ett första svar ska ges inom 45 minuter.

## 2. Jour

Jouren nås på 08-465 004 91 dygnet runt.
"""


def test_a_document_is_found_and_cited_after_it_is_added(library: Library, add) -> None:
    steps = [step.step for step in add("policy.md", POLICY)]
    assert steps == ["reading", "splitting", "indexing", "done"]
    found = library.search("första svar minuter")[0].passage
    assert found.heading == ("1. Svarstid",)
    assert library.text(found.document.version_id)[found.start : found.end] == found.text


def test_what_the_document_says_of_itself_is_read(library: Library, add) -> None:
    add("policy.md", POLICY)
    document = library.documents()[0]
    assert (document.owner, document.version_label, document.valid_from) == (
        "Kommunikationschef",
        "2.0",
        date(2026, 1, 1),
    )


def test_the_same_bytes_again_change_nothing(library: Library, add) -> None:
    add("policy.md", POLICY)
    assert add("policy.md", POLICY)[-1].step == "unchanged"
    assert add("kopia.md", POLICY)[-1].step == "unchanged"
    assert len(library.documents()) == 1


def test_unchanged_sections_keep_their_ids_in_a_new_version(library: Library, add) -> None:
    add("policy.md", POLICY)
    before = {one.heading: one.id for one in library.passages(1)}
    add("policy.md", POLICY.replace("45 minuter", "30 minuter"))
    after = {one.heading: one.id for one in library.passages(1)}
    assert after[("2. Jour",)] == before[("2. Jour",)]
    assert after[("1. Svarstid",)] != before[("1. Svarstid",)]
    assert library.documents()[0].version == 2


def test_a_replaced_version_is_no_longer_found_but_its_citations_still_open(library: Library, add) -> None:
    add("policy.md", POLICY)
    old = library.search("första svar")[0].passage
    key = f"{old.document.version_id}:{old.start}-{old.end}"
    add("policy.md", POLICY.replace("45 minuter", "30 minuter"))
    assert all("45 minuter" not in one.passage.text for one in library.search("första svar 45 minuter"))
    assert "45 minuter" in library.resolve(key).text


def test_a_removed_document_is_not_found_until_it_is_restored(library: Library, add) -> None:
    add("policy.md", POLICY)
    library.remove(1, by="person:1")
    assert library.search("första svar") == [] and library.documents() == []
    library.restore(1, by="person:1")
    assert library.search("första svar")


def test_expired_documents_rank_below_those_in_force(library: Library, add) -> None:
    add("gammal.md", POLICY.replace("Giltig från: 2026-01-01", "Giltig till: 2026-03-01"))
    add("ny.md", POLICY.replace("45 minuter", "60 minuter").replace("# Policy", "# Ny policy"))
    names = [one.passage.document.name for one in library.search("inom hur många minuter ges ett första svar", k=20)]
    assert names == sorted(names, key=lambda name: name != "ny.md") and "gammal.md" in names


def test_edited_facts_win_over_the_document_and_follow_into_the_search(library: Library, add) -> None:
    add("policy.md", POLICY)
    library.edit_facts(1, "person:1", title="Beredskapsordning", status="replaced")
    add("policy.md", POLICY.replace("45 minuter", "30 minuter"))
    assert library.documents()[0].status == "replaced"
    assert library.search("beredskapsordning")[0].passage.document.id == 1


def test_a_refused_file_names_the_reason_and_the_others_go_on(library: Library, tmp_path: Path) -> None:
    (tmp_path / "tom.md").write_bytes(b"")
    (tmp_path / "bra.md").write_text(POLICY, encoding="utf-8")
    ends = {step.name: step for step in library.add(uploads_from([tmp_path / "tom.md", tmp_path / "bra.md"]), "me")}
    assert ends["tom.md"].step == "refused" and ends["tom.md"].error
    assert ends["bra.md"].step == "done"
    assert [one.name for one in library.documents()] == ["bra.md"]


def test_two_files_of_one_name_are_not_mixed_up(library: Library, tmp_path: Path) -> None:
    for folder, text in (("a", POLICY), ("b", POLICY.replace("45", "90"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "policy.md").write_text(text, encoding="utf-8")
    both = [Upload("policy.md", tmp_path / "a" / "policy.md"), Upload("policy.md", tmp_path / "b" / "policy.md")]
    assert [step.step for step in library.add(both, "me") if step.step in ("done", "refused")] == ["done", "refused"]
    assert "45 minuter" in library.text(library.documents()[0].version_id)


def test_a_folder_with_a_loop_of_links_ends(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    (folder / "again").symlink_to(folder, target_is_directory=True)
    assert [one.name for one in uploads_from([folder])] == ["policy.md"]


def test_a_path_that_does_not_exist_is_said_plainly() -> None:
    with pytest.raises(AssistantError) as refused:
        uploads_from([Path("finns-inte")])
    assert "finns inte" in refused.value.text("sv")


def test_every_change_is_in_the_log(library: Library, add, database: Database) -> None:
    add("policy.md", POLICY)
    library.edit_facts(1, "person:1", owner="VD")
    library.remove(1, "person:1")
    actions = [event.action for event in Audit(database).events()]
    assert {"document.added", "document.edited", "document.removed"} <= set(actions)
    assert Audit(database).verify().ok


def test_a_second_process_on_the_folder_is_refused_with_a_way_out(
    database: Database, generations: Generations, data_folder: Path, clock: Clock
) -> None:
    with pytest.raises(StorageError) as refused:
        Generations(database, data_folder / "index", clock, None)
    assert "KRISPLAN_DATA" in refused.value.text("sv")


def test_reindexing_gives_the_same_passages_and_answers(library: Library, generations: Generations, add) -> None:
    add("policy.md", POLICY)
    before = [one.passage.id for one in library.search("jour telefon")]
    steps = list(library.reindex())
    assert steps[-1].done == steps[-1].total == len(library.passages(1))
    assert [one.passage.id for one in library.search("jour telefon")] == before
    assert generations.agrees()


def test_an_unknown_place_is_refused(library: Library, add) -> None:
    add("policy.md", POLICY)
    for key in ("1:0-99999", "1:5-5", "99:0-5", "x", "1:-5-3"):
        with pytest.raises(AssistantError):
            library.resolve(key)


def test_giant_paragraphs_are_cut_into_passages_without_losing_text(library: Library, add) -> None:
    sentence = "Alla svar om mjölk ska granskas av två personer innan de lämnar huset. "
    add("lang.txt", sentence * 200)
    passages = library.passages(1)
    assert max(len(one.text) for one in passages) <= 1300
    assert sum(one.text.count("två personer") for one in passages) == 200
