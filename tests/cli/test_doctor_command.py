"""The doctor's command speaks both languages, and an unsafe installation does not start."""

import json
from pathlib import Path

import pytest


def test_the_command_lists_every_check_in_both_languages_and_says_so_in_its_exit_code(
    data_folder: Path, krisplan, monkeypatch
) -> None:
    assert krisplan("doctor").code == 0
    data_folder.chmod(0o755)
    told = krisplan("doctor")
    assert told.code == 1 and f"STOPP    Datamapp: Andra på datorn kan läsa {data_folder}." in told.out
    monkeypatch.setenv("KRISPLAN_LANGUAGE", "en")
    assert f"→ Close it: chmod 700 {data_folder}" in krisplan("doctor").out
    listed = json.loads(krisplan("doctor", "--json").out)
    assert {one["check"]: one["state"] for one in listed}["data_folder"] == "refused"
    assert len({one["check"] for one in listed}) == len(listed)


@pytest.mark.process
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_unsafe_start_is_refused_before_anything_is_made(data_folder: Path, process, command: str) -> None:
    data_folder.chmod(0o755)
    told = process(command, "--port", "0")
    assert told.code == 2 and told.said == [
        f"Andra på datorn kan läsa {data_folder}. Stäng den: chmod 700 {data_folder}"
    ]
    assert list(data_folder.iterdir()) == []
