"""Is the process alive, and can it do its work?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_health(app: FastAPI, views: Views) -> None:
    pass
