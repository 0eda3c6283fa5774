"""What in a text must change, or be answered for, before a person may approve it?"""

from assistant.guards.checks import GUARDS, check
from assistant.guards.draft import Draft, Finding, Guard

__all__ = ["GUARDS", "Draft", "Finding", "Guard", "check"]
