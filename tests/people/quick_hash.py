"""Which key and which hash do the tests of the door use, so that a password costs no time?"""

from argon2 import PasswordHasher

SECRET = b"k" * 32
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The same algorithm at its lowest cost."""
