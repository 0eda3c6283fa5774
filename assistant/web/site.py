"""Which pages does the site have, and in which order?"""

import gradio as gr

from assistant.web.pages import approvals, ask, documents, home, incidents, log, plan
from assistant.web.view import View

_BEHIND = (
    ("chat", ask),
    ("plan", plan),
    ("incidents", incidents),
    ("approvals", approvals),
    ("knowledge", documents),
    ("audit", log),
)


def blocks(view: View) -> gr.Blocks:
    """The Gradio pages of one language; the start page is the root, the others lie below it."""
    site = gr.Blocks(
        title=view.words("frame.brand"), analytics_enabled=False, fill_width=True, delete_cache=(600, 3600)
    )
    with site:
        home.build(view, site)
    for path, page in _BEHIND:
        with site.route(view.words(f"frame.page_{path}"), path):
            page.build(view, site)
    return site.queue(default_concurrency_limit=12, max_size=64)
