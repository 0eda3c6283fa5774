"""How does a person come in, with a password or a one-time link, and go out again?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_sign_in(app: FastAPI, views: Views) -> None:
    pass
