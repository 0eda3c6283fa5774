"""Is this a password that is hard to guess, for this person?"""

import re
import unicodedata
from itertools import pairwise

from assistant.errors import AssistantError
from assistant.language import Said

SHORTEST, LONGEST = 12, 200
_LEFT_AT_LEAST = 8
_KINDS_AT_LEAST = 5
_COMMON = (
    "krisplan", "password", "passord", "losenord", "valkommen", "welcome", "sommaren", "sommar", "vintern", "vinter",
    "hosten", "varen", "sverige", "stockholm", "hemligt", "hemlig", "secret", "qwertyuiop", "qwerty", "asdfghjkl",
    "asdfgh", "zxcvbnm", "iloveyou", "letmein", "admin", "administrator", "abc123", "1q2w3e4r5t", "1q2w3e4r",
    "1234567890", "12345678", "123456", "1234", "changeme", "bytmig",
)  # fmt: skip
"""Words that lists of stolen passwords begin with, without accents; what is left when they are gone must hold."""

_LENGTH = Said(
    "Lösenordet ska ha minst {shortest} och högst {longest} tecken. En mening med flera ord går bra.",
    "The password must have at least {shortest} and at most {longest} characters. A sentence of several words is fine.",
).filled(shortest=SHORTEST, longest=LONGEST)
_OWN_NAME = Said(
    "Lösenordet bygger på ditt namn eller din e-postadress. Välj något som inte handlar om dig.",
    "The password is built on your name or e-mail address. Choose something that is not about you.",
)
_EASY = Said(
    "Lösenordet är lätt att gissa. Välj flera ord som inte hör ihop.",
    "The password is easy to guess. Choose several words that do not belong together.",
)


class PasswordRefused(AssistantError):
    """The password was not set; the text says what to choose instead."""

    def __init__(self, why: Said) -> None:
        super().__init__(sv=why.sv, en=why.en)


def canonical(password: str) -> str:
    """The same letters from every keyboard: `å` typed as one sign or as two is one password."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, name: str, email: str) -> None:
    """Raises PasswordRefused with the first rule that is broken."""
    written = canonical(password)
    if not SHORTEST <= len(written) <= LONGEST:
        raise PasswordRefused(_LENGTH)
    signs = _bare(written)
    if len(set(signs)) < _KINDS_AT_LEAST or _is_run(signs):
        raise PasswordRefused(_EASY)
    if _left_without(_own_words(name, email), written) < min(_LEFT_AT_LEAST, _left_without((), written)):
        raise PasswordRefused(_OWN_NAME)
    if _left_without(_COMMON, written) < _LEFT_AT_LEAST:
        raise PasswordRefused(_EASY)


def _own_words(name: str, email: str) -> tuple[str, ...]:
    local = email.partition("@")[0]
    words = {_letters(word) for word in (email, local, name, *re.split(r"[\s.\-_+]+", f"{name} {local}"))}
    return tuple(sorted((word for word in words if len(word) >= 3), key=len, reverse=True))


def _left_without(words: tuple[str, ...], password: str) -> int:
    """How many signs are left when the words are gone; a punctuation mark counts once however often it stands."""
    left = _letters(password)
    for word in words:
        left = left.replace(word, "")
    return len(left) + len({sign for sign in password if not sign.isalnum() and not sign.isspace()})


def _is_run(signs: str) -> bool:
    """`abcdefghijkl`, `987654321098`: most signs follow from the one before."""
    steps = [abs(ord(after) - ord(before)) <= 1 for before, after in pairwise(signs)]
    return sum(steps) >= 0.7 * len(steps)


def _letters(text: str) -> str:
    return "".join(sign for sign in _bare(text) if sign.isalnum())


def _bare(text: str) -> str:
    """Small and without accents, so that `Lösenord` is `losenord`."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
