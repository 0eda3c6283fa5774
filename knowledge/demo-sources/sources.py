"""What does a hand-written source say: its front matter, and its blocks in reading order?"""

from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Text:
    kind: str  # title, heading, subheading, paragraph, item, note
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[str, ...], ...]  # the first row is the heading row


@dataclass(frozen=True)
class Source:
    name: str  # the finished file's name, without .md
    title: str
    created: str  # ISO date
    header: str
    footer: str
    blocks: tuple[Text | Table, ...]


def read_source(path: Path) -> Source:
    front, body = path.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
    facts = yaml.safe_load(front)
    return Source(
        name=path.name.removesuffix(".md"),
        title=facts["title"],
        created=str(facts["created"]),
        header=facts["header"],
        footer=facts.get("footer", ""),
        blocks=tuple(_blocks(MarkdownIt().enable("table").parse(body))),
    )


def _blocks(tokens: list[Token]) -> list[Text | Table]:
    found: list[Text | Table] = []
    rows: list[list[str]] = []
    within: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            within.append(token.tag)
            if token.tag == "tr":
                rows.append([])
        elif token.nesting == -1:
            within.pop()
            if token.tag == "table":
                found.append(Table(tuple(tuple(row) for row in rows)))
                rows = []
        elif token.type == "inline" and "table" in within:
            rows[-1].append(token.content)
        elif token.type == "inline":
            found.append(Text(_kind(within), tuple(token.content.split("\n"))))
    return found


def _kind(within: list[str]) -> str:
    headings = {"h1": "title", "h2": "heading", "h3": "subheading"}
    if within[-1] in headings:
        return headings[within[-1]]
    return "item" if "li" in within else "note" if "blockquote" in within else "paragraph"
