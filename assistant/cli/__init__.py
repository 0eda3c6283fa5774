"""What can be done from the command line?"""

from assistant.cli.running import run

__all__ = ["run"]
