"""Is this installation safe to start and whole to use, and what should be done where it is not?"""

from assistant.doctor.examining import examined, unsafe
from assistant.doctor.finding import Finding, State

__all__ = ["Finding", "State", "examined", "unsafe"]
