"""In which shape does a machine hand over a post, and how is one shown to it?"""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assistant.incidents.incident import StoredPost
from assistant.incidents.intake import LONGEST_POST, PostInput
from assistant.language import Language
from assistant.writing.masking import mask

_LONGEST_FIELD: Final = 2_000
_MOST_REACH: Final = 10_000_000_000
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

_Short = Annotated[str, Field(max_length=_LONGEST_FIELD)]


class PostIn(BaseModel):
    """A post as another system has seen it. The text is stored word for word; the address is never opened."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_POST)]
    channel: Annotated[str, Field(min_length=1, max_length=40)]
    author: _Short = ""
    url: _Short = ""
    posted_at: Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LATEST)] | None = None
    reach: Annotated[int, Field(ge=0, le=_MOST_REACH)] | None = None

    @property
    def post(self) -> PostInput:
        return PostInput(**self.model_dump())


class PostOut(BaseModel):
    """A post with the personal details that are recognised taken out."""

    text: str
    channel: str
    author: str
    url: str
    posted_at: datetime | None
    received_at: datetime
    reach: int | None
    language: Language

    @classmethod
    def of(cls, post: StoredPost) -> "PostOut":
        shown = cls.model_validate(post, from_attributes=True)
        shown.text, shown.author, shown.url = (
            mask(words, post.language).text for words in (post.text, post.author, post.url)
        )
        return shown
