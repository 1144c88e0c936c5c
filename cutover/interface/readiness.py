"""Readiness: whether the parts of the application answer, for whoever asks; never why not, that stands in the log."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from cutover.errors import CutoverError, JournalError
from cutover.interface.refusals import LOG
from cutover.interface.service import Service

KEPT_SECONDS = 2.0
"""So long an answer is given again: whoever asks, the databases are not asked oftener."""


class Ready(BaseModel):
    """Whether the application is ready."""

    status: Literal["ready", "not ready"]
    programme: Annotated[str | None, Field(description="programme that was loaded last")] = None
    as_of: Annotated[str | None, Field(description="its newest status time; UTC")] = None
    parts: Annotated[
        dict[str, Literal["ok", "not"]],
        Field(description="journal: its database answers and can be written; reports: DuckDB answers what the first "
              "page asks; tokens: their database answers"),
    ]  # fmt: skip


class Readiness:
    """Asks the parts of a service, and keeps the answer for a moment.

    Strangers may ask, so it has one thread of its own: however many do, and however slow a database
    is, no thread of tools waits for them.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread = ThreadPoolExecutor(1, "readiness")
        self._asked_at = float("-inf")
        self._answer: Ready | None = None

    async def ask(self) -> Ready:
        """Return whether the application is ready."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._kept)

    def _kept(self) -> Ready:
        if self._answer is None or time.monotonic() - self._asked_at > KEPT_SECONDS:
            self._answer = self._fresh()
            self._asked_at = time.monotonic()
        return self._answer

    def _fresh(self) -> Ready:
        said: dict[str, str] = {}
        parts = {"journal": self._journal, "reports": lambda: said.update(self._reports()), "tokens": self._tokens}
        found = {name: "ok" if _answers(name, ask) else "not" for name, ask in parts.items()}
        is_ready = "not" not in found.values()
        return Ready(status="ready" if is_ready else "not ready", parts=found, **said)

    def _journal(self) -> None:
        journal = self._service.desk().journal
        journal.head()
        if journal.is_read_only:
            raise JournalError(journal.is_read_only)

    def _reports(self) -> dict[str, str]:
        moment = self._service.desk().warehouse.moment()
        moment.query("overview_headline")
        return {"programme": moment.programme_id, "as_of": f"{moment.as_of.isoformat()}Z"}

    def _tokens(self) -> None:
        self._service.tokens().listed()


def _answers(name: str, ask: Callable[[], None]) -> bool:
    """Tell whether a part answers; why not stands in the log."""
    try:
        ask()
    except CutoverError as error:
        LOG.warning("Not ready: %s: %s", name, error)
        return False
    except Exception:
        LOG.exception("Not ready: %s", name)
        return False
    return True
