"""Where do the data folders (prompts, method, demo company) lie, in an installed wheel and in a checkout?"""

from pathlib import Path

from assistant.errors import AssistantError

_HERE = Path(__file__).resolve().parent


class NotShipped(AssistantError):
    """A data folder that belongs to the installation is not there."""


def shipped(*parts: str) -> Path:
    """Path of a data file or folder, e.g. `shipped("knowledge", "method")`; raises NotShipped when absent."""
    path = _root().joinpath(*parts)
    if not path.exists():
        name = "/".join(parts)
        raise NotShipped(
            sv=f"Installationen är ofullständig: {name} saknas. Installera om Krisplan.",
            en=f"The installation is incomplete: {name} is missing. Install Krisplan again.",
        )
    return path


def _root() -> Path:
    """The wheel carries the folders in `assistant/shipped`; a checkout has them at its root."""
    installed = _HERE / "shipped"
    return installed if installed.is_dir() else _HERE.parent
