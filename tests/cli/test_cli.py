"""Every command is documented, speaks text and JSON in two languages, and complains in one line."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from assistant.cli.commands import app
from assistant.cli.wording import COMMANDS, PARAMETERS
from assistant.language import LANGUAGES
from tests.cli.conftest import QUESTION

READS = (["ask", QUESTION], ["gaps"], ["documents", "list"], ["documents", "show", "1"], ["audit", "verify"])


def _commands() -> dict[str, object]:
    def below(command, path):
        yield path, command
        for name, one in getattr(command, "commands", {}).items():
            yield from below(one, f"{path} {name}")

    return dict(below(typer.main.get_command(app), "krisplan"))


def test_every_command_and_every_option_is_explained_in_both_languages() -> None:
    assert COMMANDS.keys() == _commands().keys()
    parameters = {one.name for command in _commands().values() for one in command.params}
    assert PARAMETERS.keys() == parameters | {"help"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command(krisplan, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("KRISPLAN_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "300")
    for path, command in _commands().items():
        told = krisplan(*path.split()[1:], "--help")
        assert told.code == 0 and COMMANDS[path][language].split("\n")[0] in told.out
        for name in getattr(command, "commands", {}):
            assert name in told.out and COMMANDS[f"{path} {name}"][language] in told.out


def test_every_reading_command_also_speaks_json(company: Path, krisplan) -> None:
    for command in READS:
        text, data = krisplan(*command), krisplan(*command, "--json")
        assert (text.code, data.code, text.err, data.err) == (0, 0, "", "")
        assert text.out.strip() and json.loads(data.out) is not None


def test_a_question_is_answered_with_its_source(company: Path, krisplan) -> None:
    assert "30 minuter" in krisplan("ask", QUESTION).out
    answer = json.loads(krisplan("ask", QUESTION, "--json").out)
    assert answer["writer"] == "template" and not answer["abstained"] and answer["degraded"] is None
    cited = answer["citations"][0]
    document = json.loads(krisplan("documents", "show", "1", "--json").out)
    start, end = (int(one) for one in cited["key"].partition(":")[2].split("-"))
    assert document["text"][start:end] == cited["text"]


def test_a_question_without_an_answer_becomes_a_gap(company: Path, krisplan) -> None:
    question = "What does the canteen serve on Fridays?"
    assert json.loads(krisplan("ask", question, "--json").out)["abstained"]
    assert [one["question"] for one in json.loads(krisplan("gaps", "--json").out)] == [question]
    assert question in krisplan("gaps").out


def test_a_removed_document_is_named_and_gone(company: Path, krisplan) -> None:
    listed = json.loads(krisplan("documents", "list", "--json").out)
    removed = krisplan("documents", "remove", str(listed[0]["id"]))
    assert removed.code == 0 and listed[0]["name"] in removed.out
    left = json.loads(krisplan("documents", "list", "--json").out)
    assert [one["id"] for one in left] == [one["id"] for one in listed[1:]]
    assert krisplan("documents", "remove", "99").code == krisplan("documents", "show", "99").code == 2


def test_reindex_tells_how_far_it_has_come_and_answers_as_before(company: Path, krisplan) -> None:
    built = krisplan("reindex")
    assert built.code == 0 and len(built.out.splitlines()) == 1
    assert "30 minuter" in krisplan("ask", QUESTION).out


def test_refused_files_show_in_the_exit_code(data_folder: Path, tmp_path: Path, krisplan) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.md").write_text("# Alfa\n\nSvara inom en timme.\n", encoding="utf-8")
    (folder / "b.docx").write_bytes(b"")
    added = krisplan("add", folder)
    assert added.code == 1 and "a.md: klart" in added.out
    assert len(added.said) == 1 and added.said[0].startswith("b.docx: lästes inte in. Filen är tom.")
    assert krisplan("add", folder / "a.md").code == 0


def test_a_broken_log_shows_in_the_exit_code(company: Path, krisplan) -> None:
    with sqlite3.connect(company / "krisplan.db") as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'"):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE audit SET actor='somebody else' WHERE number=2")
    told = krisplan("audit", "verify")
    assert told.code == 1 and told.said == ["Loggen är bruten vid rad 2. Rad 2 i loggen har ändrats."]
    data = json.loads(krisplan("audit", "verify", "--json").out)
    assert (data["ok"], data["first_bad"]) == (False, 2)


@pytest.mark.parametrize(
    ("arguments", "sv", "en"),
    [
        (["bogus"], "Det kommandot finns inte.", "There is no such command."),
        (["documents", "bogus"], "Det kommandot finns inte.", "There is no such command."),
        (["ask"], "Det saknas något", "Something is missing"),
        (["gaps", "--nope"], "Valet --nope finns inte.", "There is no option --nope."),
        (
            ["documents", "show", "x"],
            "Värdet för 'NUMBER' går inte att använda.",
            "The value of 'NUMBER' cannot be used.",
        ),
        (["documents", "show", "9" * 30], "Värdet för 'NUMBER'", "The value of 'NUMBER'"),
        (["serve", "--port", "x"], "Värdet för '--port'", "The value of '--port'"),
        (["serve", "--port", "99999"], "Inställningen KRISPLAN_PORT", "The setting KRISPLAN_PORT"),
        (["add", "nowhere.docx"], "nowhere.docx finns inte.", "nowhere.docx does not exist."),
        (["audit", "verify", "--head", "x"], "Kvittots loggnummer", "The receipt's log number"),
    ],
)
def test_a_wrong_command_is_one_plain_sentence(krisplan, monkeypatch, arguments, sv: str, en: str) -> None:
    for language, sentence in (("sv", sv), ("en", en)):
        monkeypatch.setenv("KRISPLAN_LANGUAGE", language)
        told = krisplan(*arguments)
        assert (told.code, told.out, len(told.said)) == (2, "", 1)
        assert told.said[0].startswith(sentence)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "many"), ("TIMEZONE", "Europe/Ljungsjö"), ("PROFILE", "circus"), ("LANGUAGE", "no")]
)
def test_a_wrong_setting_is_named_with_what_applies_without_it(krisplan, monkeypatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"KRISPLAN_{name}", value)
    told = krisplan("gaps")
    assert told.code == 2 and len(told.said) == 1
    assert told.said[0].startswith(f"Inställningen KRISPLAN_{name} har ett värde som inte går att använda.")


def test_an_error_speaks_the_chosen_language_whatever_else_is_wrong(krisplan, monkeypatch, tmp_path: Path) -> None:
    file = tmp_path / "krisplan.env"
    file.write_text("KRISPLAN_LANGUAGE=en\nKRISPLAN_PORT=many\n", encoding="utf-8")
    monkeypatch.setenv("KRISPLAN_SETTINGS", str(file))
    assert krisplan("gaps").said[0].startswith("The setting KRISPLAN_PORT")
    monkeypatch.setenv("KRISPLAN_SETTINGS", str(tmp_path / "gone.env"))
    assert krisplan("gaps").said[0].startswith("Inställningsfilen")
    monkeypatch.setenv("KRISPLAN_LANGUAGE", "en")
    assert krisplan("gaps").said[0].startswith("The settings file")
    file.write_bytes(b"KRISPLAN_COMPANY=Ljungsj\xf6\n")
    monkeypatch.setenv("KRISPLAN_SETTINGS", str(file))
    assert krisplan("gaps").said == [
        f"The settings file {file} cannot be read. Save it as UTF-8 text and check its permissions."
    ]


def test_an_empty_setting_is_no_setting(company: Path, krisplan, monkeypatch) -> None:
    monkeypatch.setenv("KRISPLAN_PORT", "")
    assert krisplan("gaps").code == 0


def test_an_unforeseen_error_is_a_sentence_and_the_trace_is_there_on_request(krisplan, monkeypatch) -> None:
    monkeypatch.setattr("assistant.cli.printing.show_gaps", lambda *_: 1 / 0)
    told = krisplan("gaps")
    assert told.code == 3 and len(told.said) == 1 and "krisplan --trace" in told.said[0]
    assert "Traceback" in krisplan("--trace", "gaps").err


def test_names_and_texts_do_not_steer_the_terminal(data_folder: Path, tmp_path: Path, krisplan) -> None:
    paper = tmp_path / "röd\x1b[31m.md"
    paper.write_text("# Titel\u202e\x1b[2J\n\nSvara inom en timme.\n", encoding="utf-8")
    for told in (krisplan("add", paper), krisplan("documents", "list"), krisplan("documents", "show", "1")):
        assert told.code == 0 and not {"\x1b", "\u202e"} & set(told.out + told.err)


def test_a_file_name_that_is_no_text_is_taken_in_on_one_line(data_folder: Path, tmp_path: Path, krisplan) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    assert krisplan("add", folder).said == ["Där fanns inga filer att läsa in."]
    (folder / "r\udcf6d\n.md").write_text("# Titel\n\nSvara inom en timme.\n", encoding="utf-8")
    told = krisplan("add", folder)
    assert told.code == 0 and len(told.out.splitlines()) == 1
    assert len(json.loads(krisplan("documents", "list", "--json").out)) == 1


@pytest.mark.process
def test_help_starts_without_the_heavy_libraries() -> None:
    program = (
        "import sys; sys.argv = ['krisplan', '--help']; from assistant.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as stop: assert not stop.code\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    heavy = {"chromadb", "gradio", "langchain", "openai", "fastapi", "sqlalchemy", "numpy", "tantivy", "lxml", "pypdf"}
    assert "krisplan" in done.stdout and not heavy & set(done.stderr.split())


@pytest.mark.process
def test_the_installed_command_answers(company: Path) -> None:
    command = shutil.which("krisplan", path=str(Path(sys.executable).parent))
    assert command, "the command is installed beside Python"
    told = subprocess.run([command, "ask", QUESTION, "--json"], capture_output=True, text=True, check=True)
    assert not json.loads(told.stdout)["abstained"] and not told.stderr
