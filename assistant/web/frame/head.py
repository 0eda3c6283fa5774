"""Which stylesheets and scripts does every page load, and how does a browser know that one has changed?"""

import hashlib
from pathlib import Path
from typing import Final

from assistant.language import Language
from assistant.web.escape import Html, join, tag

STATIC: Final = Path(__file__).parent.parent / "static"
_LAST: Final = {False: "gradio", True: "forms"}
_SCRIPTS: Final = ("frame.js", "gradio.js", "sources.js", "connection.js", "keys.js")


def head(language: Language, plain: bool = False) -> Html:
    """Stylesheets and scripts, before anything of Gradio's; `plain` pages carry forms of their own instead of it."""
    mark = _fingerprint()
    return join(
        [tag("link", rel="stylesheet", href=f"/static/{name}.css?{mark}") for name in ("app", _LAST[plain])],
        tag("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        tag("script", src=f"/static/first.js?{mark}", data_lang=language),
        [tag("script", src=f"/static/{name}?{mark}", defer=True) for name in _SCRIPTS],
    )


def _fingerprint() -> str:
    """Changes when one of our own files does, so that a browser never keeps an old one."""
    content = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]
