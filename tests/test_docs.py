"""What the pages of the documentation promise is there, and what is there is documented."""

import re
from pathlib import Path

import pytest
import typer.main

from assistant.channels import CHANNELS
from assistant.cli.commands import app
from assistant.cli.wording import COMMANDS
from assistant.guards.checks import GUARDS
from assistant.prompts import load_prompts
from assistant.settings import Settings
from assistant.shipping import shipped

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def _page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def _commands(command: object, path: str = "krisplan") -> list[str]:
    found = []
    for name, inner in getattr(command, "commands", {}).items():
        found += _commands(inner, f"{path} {name}") or [f"{path} {name}"]
    return found


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    row = f"| `KRISPLAN_{field.upper()}` | {Settings.model_fields[field].description} |"
    assert row in _page("settings")


@pytest.mark.parametrize("command", _commands(typer.main.get_command(app)))
def test_every_command_is_documented(command: str) -> None:
    rows = [row for row in _page("commands").splitlines() if row.startswith((f"| `{command}`", f"| `{command} "))]
    assert len(rows) == 1 and rows[0].endswith(f"| {COMMANDS[command].en} |")


def test_every_prompt_guard_and_channel_is_documented() -> None:
    named = {
        "prompts": {prompt.name for prompt in load_prompts(shipped("prompts")).all()},
        "guards": {guard.__name__ for guard in GUARDS},
        "channels": set(CHANNELS),
    }
    missing = [(page, name) for page, names in named.items() for name in names if f"| `{name}` |" not in _page(page)]
    assert not missing
    order = [_page("guards").index(f"| `{guard.__name__}` |") for guard in GUARDS]
    assert order == sorted(order), "the page shows the guards in the order they read"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_architecture_page_is_short_and_points_at_what_is_there() -> None:
    assert len(ARCHITECTURE.splitlines()) <= 120
    table = ARCHITECTURE.split("## One guess")[1].split("\n## ")[0]
    paths = {path for row in table.splitlines() for path in re.findall(r"`([\w./*-]+[/.][\w./*-]*)`", row)}
    assert len(paths) > 20
    missing = [path for path in paths if not any(list(base.glob(path.rstrip("/"))) for base in _homes(path))]
    assert not missing


def test_every_layer_of_the_contract_is_explained() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("layers = [")[1].split("]")[0]
    layers = re.findall(r"\w+", contract.replace('"', " "))
    assert [layer for layer in layers if f"`{layer}`" not in ARCHITECTURE] == []


def test_the_commands_of_the_readme_exist() -> None:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = {command.split()[1] for command in _commands(typer.main.get_command(app))}
    targets = re.findall(r"^make (\w+)", blocks, re.M)
    assert {"run", "test"} <= set(targets)
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.M)] == []
    assert [name for name in re.findall(r"bin/krisplan (\w+)", blocks) if name not in known] == []
    files = re.findall(r"evals/cases/\S+", blocks)
    assert files and all((ROOT / file).exists() for file in files)


def _homes(path: str) -> list[Path]:
    """A row may go on from the folder named before: `knowledge/words.py`, `index.py`."""
    return [ROOT, ROOT / "assistant", ROOT / "assistant" / "knowledge"]
