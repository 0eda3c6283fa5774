"""Are the data folders found, in a checkout and in an installed wheel?"""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from assistant.shipping import NotShipped, shipped


def test_an_incomplete_installation_says_what_is_missing() -> None:
    with pytest.raises(NotShipped) as refusal:
        shipped("knowledge", "nowhere")
    assert "knowledge/nowhere" in refusal.value.text("sv")


def test_an_installed_wheel_finds_the_files_it_carries(tmp_path: Path) -> None:
    carried = tmp_path / "assistant" / "shipped" / "knowledge" / "method"
    carried.mkdir(parents=True)
    assert _installed_in(tmp_path / "assistant").shipped("knowledge", "method") == carried.resolve()


def _installed_in(package: Path) -> ModuleType:
    copy = shutil.copy(importlib.util.find_spec("assistant.shipping").origin, package)  # type: ignore[union-attr, arg-type]
    spec = importlib.util.spec_from_file_location("installed_shipping", copy)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
