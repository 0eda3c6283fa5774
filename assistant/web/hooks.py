"""How does an outside system deliver a post as an incident, signed and once only?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_hooks(app: FastAPI, views: Views) -> None:
    pass
