"""What does a Markdown file say? It is read as the web page it would become, front matter first."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.knowledge.readers import html
from assistant.knowledge.readers.headings import is_key_value
from assistant.knowledge.readers.pieces import Found, Piece

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.S)
_PAIR = re.compile(r"([\w][\w ./-]{0,60}):\s*(.*)")
_TITLE_KEYS = ("title", "titel", "rubrik")


def found_in(text: str) -> Found:
    """The pieces of a Markdown file; raw HTML in it is judged like that of a web page."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pairs, body = _front_matter(text)
    found = html.found_in(_as_html(body))
    found.title = next((value for key, value in pairs if key.lower() in _TITLE_KEYS), None)
    found.pieces[:0] = [Piece(f"{key}: {value}", "header") for key, value in pairs if value]
    return found


def _front_matter(text: str) -> tuple[list[tuple[str, str]], str]:
    match = _FRONT.match(text)
    if not match or not any(_PAIR.match(line) for line in match[1].split("\n")):
        return [], text
    pairs: list[tuple[str, str]] = []
    for line in match[1].split("\n"):
        pair = _PAIR.match(line)
        if pair:
            pairs.append((pair[1].strip(), pair[2].strip().strip("\"'")))
        elif pairs and line.strip():
            key, value = pairs[-1]
            pairs[-1] = key, ", ".join(filter(None, (value, line.strip().removeprefix("- ").strip("\"'"))))
    return pairs, text[match.end() :]


def _as_html(body: str) -> str:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(body)
    for token in tokens:
        if token.type == "inline" and token.children:
            _keep_lines(token)
    return str(reader.renderer.render(tokens, reader.options, {}))


def _keep_lines(token: Token) -> None:
    """Lines such as "Ägare: …" under each other are lines, not one running paragraph."""
    lines = [line.strip("*_ ") for line in token.content.split("\n")]
    if len(lines) > 1 and all(is_key_value(line.replace("**", "")) for line in lines):
        for child in token.children or []:
            if child.type == "softbreak":
                child.type, child.tag = "hardbreak", "br"
