"""How are a decision and Stoppa allt reached when the live pages are slow: plain pages and posts?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_deciding(app: FastAPI, views: Views) -> None:
    pass
