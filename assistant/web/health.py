"""Is the process alive, and could it take work right now? Says nothing about people, contents or paths."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Final

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from assistant.app import Assistant
from assistant.records.readiness import Hindrance, hindrance, newest_migration
from assistant.web.view import Views

_KEPT: Final = timedelta(seconds=2).total_seconds()


def add_health(app: FastAPI, views: Views) -> None:
    assistant = views["sv"].assistant
    readiness = _Readiness(assistant, newest_migration())

    @app.get("/health", include_in_schema=False)
    @app.get("/healthz", include_in_schema=False)
    async def alive() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", include_in_schema=False)
    def ready() -> JSONResponse:
        found = readiness.hindrance()
        if found:
            return JSONResponse({"status": "not ready", "reason": found}, 503)
        search = "degraded" if assistant.library.degraded else "ok"
        return JSONResponse({"status": "ready", "search": search})


@dataclass
class _Readiness:
    """Looks at most once every other second, one at a time: anybody may ask, and a look takes the write lock."""

    assistant: Assistant
    head: str | None
    _looking: threading.Lock = field(default_factory=threading.Lock)
    _looked: float = -_KEPT
    _found: Hindrance | None = "database"

    def hindrance(self) -> Hindrance | None:
        """Whoever asks while another looks gets the latest answer, so that nobody queues behind a stuck disk."""
        if self._looking.acquire(blocking=False):
            try:
                if monotonic() - self._looked >= _KEPT:
                    self._found = hindrance(self.assistant.database, self.head)
                    self._looked = monotonic()
            finally:
                self._looking.release()
        return self._found
