"""How is an event of the log said in words: what was done, and by whom?"""

from collections.abc import Mapping

from assistant.web.view import View


def action_name(view: View, action: str) -> str:
    """`reply.approved` in words; one that was refused says so."""
    tried = action.removesuffix(".refused")
    said = said_or(view, f"log.action_{tried.replace('.', '_')}", tried)
    return said if tried == action else view.words("log.action_refused", what=said)


def actor_name(view: View, actor: str, names: Mapping[str, str]) -> str:
    """The person's name of today, or in words which part of the system acted."""
    return names.get(actor) or said_or(view, f"log.actor_{actor}", actor)


def said_or(view: View, key: str, otherwise: str) -> str:
    return view.words(key) if key in view.words.said else otherwise
