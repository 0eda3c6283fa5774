"""Is a broken method file refused with its name and the reason?"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.method import MethodBroken, load_method
from assistant.shipping import shipped


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str, str], MethodBroken]:
    """Loads a copy of the method in which one file has one text replaced, and gives the refusal."""

    def load(file: str, old: str, new: str) -> MethodBroken:
        folder = tmp_path / "method"
        shutil.copytree(shipped("knowledge", "method"), folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(MethodBroken) as refusal:
            load_method(folder)
        return refusal.value

    return load


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MethodBroken) as refusal:
        load_method(tmp_path)
    assert refusal.value.file.endswith(".yaml")
    assert "saknas" in refusal.value.text("sv") and "missing" in refusal.value.text("en")


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("categories.yaml", "owner: community_manager", "owner: nobody", "nobody"),
        ("categories.yaml", "code: troll_hate", "code: troll", "troll_hate"),
        ("risks.yaml", "category: product_safety", "category: food_scare", "food_scare"),
        ("levels.yaml", "number: 4", "number: 3", "1, 2, 3, 4"),
        ("outline.yaml", "required: must", "required: should", "31"),
        ("outline.yaml", "whom: comms_director", "whom: somebody", "somebody"),
        ("rules.yaml", "id: R25", "id: R24", "R24"),
        ("rules.yaml", "'ett fåtal'", "'ett (fåtal'", "ett (fåtal"),
        ("channels.yaml", "limit: 280", "limitt: 280", "limitt"),
        ("phrases.yaml", "om {topic}", "om {ämne}", "ack_complaint"),
        ("roles.yaml", "roles:", "roles: [", "line"),
        ("first_hour.yaml", "default: true", "default: true\ndefault: false", "twice"),
        ("law.yaml", "sv: kontrollera med jurist", 'sv: ""', "caution"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_the_reason(
    broken: Callable[[str, str, str], MethodBroken], file: str, old: str, new: str, reason: str
) -> None:
    refusal = broken(file, old, new)
    assert isinstance(refusal, AssistantError)
    assert file in refusal.text("sv") and file in refusal.text("en")
    assert reason in refusal.text("en")
    assert "Field required" not in refusal.text("sv")
