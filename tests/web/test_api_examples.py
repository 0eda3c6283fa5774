"""The commands that docs/api.md and /api/docs show do what they say, against the real program."""

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from assistant.app import build
from assistant.settings import Settings
from tests.serving import KRISPLAN, served

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SECRET = "whsec_" + base64.b64encode(hashlib.sha256(b"examples").digest()).decode()
TOOLS = [tool for tool in ("bash", "curl", "openssl", "od", "base64") if shutil.which(tool) is None]


@pytest.mark.process
@pytest.mark.skipif(bool(TOOLS), reason=f"not installed here: {TOOLS}")
def test_every_command_that_is_shown_works(tmp_path: Path):
    data = tmp_path / "data"
    assistant = build(Settings(data=data, hook_secrets=(SecretStr(SECRET),)))
    _, token = assistant.tokens.create("Exempel", "write", 1, None)
    assistant.close()
    environment = {**os.environ, "KRISPLAN_HOOK_SECRETS": json.dumps([SECRET]), "no_proxy": "127.0.0.1"}
    folder = tmp_path / "work"
    folder.mkdir()
    with served([*KRISPLAN, "serve", "--port", "0", "--data", str(data)], folder, environment) as server:
        shell = {**environment, "KRISPLAN_URL": server.address, "KRISPLAN_TOKEN": token, "HOOK_SECRET": SECRET}
        written = re.findall(r"```sh\n(.*?)```", DOCS, re.S)
        answers = [answer_of(command, shell) for command in written]
        assert [set(one) for one in answers] == [{"items", "next"}, set(answers[1]), {"incident"}]
        assert answers[1]["channel"] == "facebook" and answers[2]["incident"] == answers[1]["number"] + 1
        page = httpx.get(f"{server.address}/api/docs", headers={"authorization": f"Bearer {token}"}, trust_env=False)
        shown = [html.unescape(one) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", page.text, re.S)]
        assert len(shown) == 9
        for command in shown:
            told = answer_of(command, shell)
            missing = "/api/plan" in command or "/api/replies/1" in command
            assert ("error" in told) == missing, (command, told)


def answer_of(command: str, environment: dict[str, str]) -> dict:
    done = subprocess.run(
        ["bash", "-c", command.replace("curl ", "curl -sS --noproxy '*' ")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)
