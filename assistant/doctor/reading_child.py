"""Can the process that reads a document be held to its memory on this computer?"""

import subprocess
import sys
from typing import Final

from assistant.doctor.finding import Finding
from assistant.language import Said

_TITLE = Said("Minnesgräns vid inläsning", "Memory limit when reading")
_HELD = Said(
    "Ett dokument som kräver för mycket minne avbryts.", "A document that needs too much memory is broken off."
)
_NOT_HELD = Said(
    "Minnesgränsen (RLIMIT_AS) fungerar inte här, så ett skadligt dokument kan ta datorns minne.",
    "The memory limit (RLIMIT_AS) does not work here, so a malicious document can take the computer's memory.",
)
_USE_LINUX = Said(
    "Kör Krisplan på Linux, eller ge processen en minnesgräns i containern eller tjänsten.",
    "Run Krisplan on Linux, or give the process a memory limit in its container or service.",
)
_TRIAL: Final = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))
try:
    bytearray(512 << 20)
except MemoryError:
    print("held")
"""


def reading_child() -> Finding:
    """Starts one small process and lets it ask for more than it may have."""
    command = [sys.executable, "-I", "-c", _TRIAL]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Finding("reading_child", "warning", _TITLE, _NOT_HELD, _USE_LINUX)
    if tried.stdout.strip() != "held":
        return Finding("reading_child", "warning", _TITLE, _NOT_HELD, _USE_LINUX)
    return Finding("reading_child", "ok", _TITLE, _HELD)
