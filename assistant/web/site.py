"""Which pages does the site have, and in which order?"""

from collections.abc import Callable

import gradio as gr

from assistant.web.building import without_spare_applications
from assistant.web.pages.approvals import build as approvals
from assistant.web.pages.ask import build as ask
from assistant.web.pages.documents import build as documents
from assistant.web.pages.home import build as home
from assistant.web.pages.incidents import build as incidents
from assistant.web.pages.log import build as log
from assistant.web.pages.plan import build as plan
from assistant.web.view import View

_BEHIND: dict[str, Callable[[View, gr.Blocks], None]] = {
    "chat": ask,
    "plan": plan,
    "incidents": incidents,
    "approvals": approvals,
    "knowledge": documents,
    "audit": log,
}


def blocks(view: View) -> gr.Blocks:
    """The Gradio pages of one language; the start page is the root, the others lie below it."""
    with without_spare_applications():
        site = gr.Blocks(
            title=view.words("frame.brand"), analytics_enabled=False, fill_width=True, delete_cache=(600, 3600)
        )
        with site:
            home(view, site)
        for path, build in _BEHIND.items():
            with site.route(view.words(f"frame.page_{path}"), path):
                build(view, site)
    return site.queue(default_concurrency_limit=12, max_size=64)
