"""What may machines and scripts ask for over HTTP, and where is that described?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_api(app: FastAPI, views: Views) -> None:
    pass
