"""What is left of a plan when the machine dies in the middle of drafting it?"""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.app import build
from assistant.people import add_demo_cast
from assistant.records.audit import Audit
from assistant.settings import Settings

CHILD = """
import sys
from pathlib import Path
from assistant.app import build
from assistant.knowledge.intake import Upload
from assistant.people import add_demo_cast
from assistant.settings import Settings

assistant = build(Settings(data=Path(sys.argv[1])))
list(assistant.library.add([Upload("policy.md", Path(sys.argv[2]))], "test"))
anna = add_demo_cast(assistant.people)[0]
for step in assistant.plans.draft(anna, "sv"):
    print(step.stage, step.section_id, flush=True)
    if step.stage == "drafting" and step.section_id == "A3":
        sys.stdin.readline()
"""


@pytest.mark.process
def test_a_killed_draft_keeps_its_sections_and_goes_on_after_a_restart(data_folder: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.md"
    policy.write_text("# Policy\n\n## 1. Svarstid\n\nKlagomål besvaras inom 4 arbetstimmar.\n", encoding="utf-8")
    command = [sys.executable, "-c", CHILD, str(data_folder), str(policy)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert "drafting A3\n" in iter(child.stdout.readline, "")
        child.send_signal(signal.SIGKILL)

    assistant = build(Settings(data=data_folder))
    before = assistant.plans.latest()
    assert before is not None and before.state == "drafting"
    assert [section.id for section in before.drafted] == ["A0", "A1", "A2", "A3"]
    list(assistant.plans.resume(before.id, add_demo_cast(assistant.people)[0]))
    after = assistant.plans.latest()
    assert after is not None and after.finished and after.id == before.id
    assert after.section("A2") == before.section("A2")
    assert Audit(assistant.database).verify().ok
    assistant.close()
