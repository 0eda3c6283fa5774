"""How does a person come in through the organisation's own OpenID Connect provider?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_single_sign_on(app: FastAPI, views: Views) -> None:
    pass
