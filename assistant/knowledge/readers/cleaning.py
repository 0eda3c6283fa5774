"""Which characters of a text are kept, and which were there without anyone seeing them?"""

import re
import unicodedata

_SAME = str.maketrans(
    {
        "\u00ad": None,  # soft hyphen
        "\u2010": "-",
        "\u2011": "-",
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_INVISIBLE = re.compile(
    "[\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
_EMOJI = "\u203c-\u3299\U0001f000-\U0001faff"
_JOINED_EMOJI = re.compile(f"(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_KEPT_JOINER = "\x01"
_TAGS = 0xE0000


def cleaned(text: str) -> tuple[str, str]:
    """The text as it is kept, and the invisible characters taken out of it (tags as what they spell)."""
    text = _SURROGATE.sub("\ufffd", text).translate(_SAME)
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _JOINED_EMOJI.sub(_KEPT_JOINER, text)
    invisible = "".join(_INVISIBLE.findall(text))
    text = _INVISIBLE.sub("", text).replace(_KEPT_JOINER, "\u200d")
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text).strip(), "".join(_spelled(char) for char in invisible)


def one_line(text: str) -> str:
    """The cleaned text with line breaks as spaces."""
    return cleaned(text)[0].replace("\n", " ")


def raised(text: str) -> str:
    """Raised figures as the characters that look it: a note's mark, or the 2 of square metres."""
    return text.translate(_RAISED) if text.strip().isdecimal() else text


def has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _spelled(char: str) -> str:
    code = ord(char) - _TAGS
    return chr(code) if 0x20 <= code < 0x7F else char
