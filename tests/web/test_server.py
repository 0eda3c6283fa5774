"""Gradio keeps nothing that it should not, holds no connection open and runs nothing that is text."""

import os
from pathlib import Path

import gradio as gr
import pytest

from assistant.app import Assistant
from assistant.language import LANGUAGES
from assistant.web.site import blocks
from assistant.web.view import View
from assistant.web.words import load_words


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request, assistant: Assistant, application) -> gr.Blocks:
    return blocks(View(assistant, load_words(request.param, assistant.zone)))


def test_no_tab_holds_a_connection_open(site: gr.Blocks):
    assert site.config["connect_heartbeat"] is False
    assert not [one for one in site.blocks.values() if isinstance(one, gr.State)]


def test_markup_is_never_a_template(site: gr.Blocks):
    pieces = [one for one in site.blocks.values() if isinstance(one, gr.HTML)]
    assert pieces
    for piece in pieces:
        assert piece.html_template == "${value}" and piece.css_template == "" and not piece.props and piece.head is None


def test_no_component_renders_markdown_or_foreign_html(site: gr.Blocks):
    risky = (gr.Markdown, gr.Chatbot, gr.Dataframe, gr.FileExplorer, gr.LoginButton)
    assert not [one for one in site.blocks.values() if isinstance(one, risky)]


def test_nothing_is_kept_in_the_browser_or_sent_home(site: gr.Blocks, application):
    assert site.analytics_enabled is False and not getattr(site, "share", False)
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False" and os.environ["GRADIO_RUN_HISTORY"] == "False"


def test_uploads_lie_in_a_private_folder_that_starts_empty(assistant: Assistant, application):
    uploads = Path(os.environ["GRADIO_TEMP_DIR"])  # of the server that this process made last
    assert uploads.name == "uploads" and uploads.parent.name == "data"
    assert (assistant.settings.data / "uploads").stat().st_mode & 0o777 == 0o700
