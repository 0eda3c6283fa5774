"""How is a file read without trusting it: which limits hold, and what is told when it is refused?"""

from pathlib import Path

from assistant.knowledge.readers.parsed import Limits, Parsed

DEFAULT = Limits()


def read(content: bytes, name: str, *, limits: Limits = DEFAULT) -> Parsed:
    """The blocks of a file; raises DocumentRefused with reason and next step."""
    raise NotImplementedError


def read_path(path: Path, *, limits: Limits = DEFAULT) -> tuple[bytes, Parsed]:
    """The bytes and blocks of a regular file, opened once; too large is refused unread."""
    raise NotImplementedError
