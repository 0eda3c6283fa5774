"""How are Gradio's pages built without a whole web application for each of them that nobody ever calls?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio.blocks


class _NoApplication:
    @staticmethod
    def create_app(*_: Any, **__: Any) -> None:
        """Closing a page would make one, some 50 ms each; the queue and the mount make those that answer."""


@contextmanager
def without_spare_applications() -> Iterator[None]:
    """Only for building: the queue must be made after it, or the pages cannot answer."""
    made = gradio.blocks.App
    gradio.blocks.App = _NoApplication
    try:
        yield
    finally:
        gradio.blocks.App = made
