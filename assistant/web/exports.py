"""How do lists leave as CSV without a cell becoming a formula?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_exports(app: FastAPI, views: Views) -> None:
    pass
