"""How does a machine see where a sentence comes from?"""

from pydantic import BaseModel

from assistant.knowledge.documents import Citation, Passage


class SourceOut(BaseModel):
    """A slice of a document, word for word, and where it stands. `key` opens it: `/sv/knowledge?doc=…&at=key`."""

    key: str
    document: int
    title: str
    version: str
    heading: str
    page: int | None
    text: str

    @classmethod
    def of(cls, citation: Citation) -> "SourceOut":
        passage = citation.passage
        return cls(
            key=citation.key,
            document=passage.document.id,
            title=passage.document.title,
            version=passage.document.version_label,
            heading=passage.place,
            page=passage.page,
            text=citation.text,
        )

    @classmethod
    def of_passage(cls, passage: Passage) -> "SourceOut":
        return cls.of(Citation(passage, passage.start, passage.end))
