"""What may people change about themselves: password, language, open sessions, deputies?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_account(app: FastAPI, views: Views) -> None:
    pass
