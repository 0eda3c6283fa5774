"""Is the text in the language of the post it answers?"""

from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, remark
from assistant.knowledge.words import language_of, words
from assistant.language import Language, Said
from assistant.method import Method
from assistant.personal.contacts import contacts_in

RULE = "R03"
_FEWEST_WORDS = 4
_NAMES: dict[Language, Said] = {"sv": Said("svenska", "Swedish"), "en": Said("engelska", "English")}


def tongue(draft: Draft, method: Method) -> Iterator[Finding]:
    """Compares the post with the reply; texts too short to tell are let through."""
    if min(len(words(draft.post_text)), len(words(draft.text))) < _FEWEST_WORDS:
        return
    asked, answered = language_of(draft.post_text), language_of(_prose(draft.text))
    if asked != answered:
        message = Said(
            f"Inlägget är på {_NAMES[asked].sv} men svaret på {_NAMES[answered].sv}.",
            f"The post is in {_NAMES[asked].en} but the reply in {_NAMES[answered].en}.",
        )
        yield remark(draft, method, RULE, draft.everything, message)


def _prose(text: str) -> str:
    """Without addresses, whose words belong to no language."""
    for contact in reversed(contacts_in(text)):
        text = text[: contact.span[0]] + text[contact.span[1] :]
    return text
