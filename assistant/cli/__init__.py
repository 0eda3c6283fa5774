"""What can be done from the command line?"""

from assistant.cli.commands import run

__all__ = ["run"]
