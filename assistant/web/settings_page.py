"""Inställningar: which people are there, what may they do, and which machines may ask?"""

from fastapi import FastAPI

from assistant.web.view import Views


def add_settings(app: FastAPI, views: Views) -> None:
    pass
