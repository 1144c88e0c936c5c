"""The server around the pages: warm start, readiness, errors without details."""

import asyncio
import gc
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse

import cutover.ui.channels as channels
import cutover.ui.live as live
import cutover.ui.sample as sample
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import pipeline
from cutover.errors import CutoverError
from cutover.figures.look import make_look
from cutover.risk.backend import start_compiling
from cutover.warehouse import Moment

COLLECT_SECONDS = 600
LOG = logging.getLogger("cutover")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict]:
    """Import, warm and freeze before the first visitor; compute ahead and collect garbage now and then until the end."""
    start_compiling()
    if not sample.load_on_first_start(session.warehouse().store, then=_first_answer, after=warm):
        await asyncio.to_thread(warm)
    gc.collect()
    gc.freeze()
    background = [asyncio.create_task(_collect_now_and_then()), asyncio.create_task(live.WATCHER.watch())]
    with channels.delivering():
        yield {}
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)


def warm() -> None:
    """Build the moments that the first visitor sees, now and before, and ask every report once.

    A store that does not answer is no reason not to start: `/readyz` and the
    pages say what is wrong.
    """
    make_look().empty("warm").to_json()
    _seal_loads()
    warehouse = session.warehouse()
    try:
        moment = warehouse.moment()
        for each in filter(None, (moment, warehouse.before(moment))):
            _ask_every_report(each, warehouse.store.version())
    except CutoverError as error:
        LOG.info("Nothing to warm up: %s", error)
    except Exception:
        LOG.exception("The warm-up failed")


def _seal_loads() -> None:
    """Seal the loads that no row of the journal seals: of a process that was killed, or from before there was one."""
    path = session.store_path()
    try:
        pipeline.journal(path).seal_loads(path)
    except CutoverError as error:
        LOG.error("Loads are not sealed: %s", error)


async def readyz(_request: Request) -> JSONResponse:
    """Answer 200 if the newest moment answers what the first page asks, else 503 with the reason."""
    try:
        row = await asyncio.to_thread(_first_answer)
    except CutoverError as error:
        return JSONResponse({"status": "not ready", "reason": str(error)}, 503)
    except Exception:
        LOG.exception("The readiness check failed")
        return JSONResponse({"status": "not ready", "reason": "The database does not answer."}, 503)
    return JSONResponse({"status": "ready", "programme": row["programme_id"], "as_of": f"{row['as_of'].isoformat()}Z"})


async def to_root(request: Request) -> RedirectResponse:
    """Send `/overview` to the root, with filters and status time: Streamlit knows its first page by no other name."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


def show_error(error: Exception) -> bool:
    """Show an error without its inside: our own message, else an incident number that stands in the log."""
    if isinstance(error, CutoverError):
        st.error(text.markdown(error))
        return True
    incident = uuid.uuid4().hex[:8]
    LOG.error("Incident %s", incident, exc_info=error)
    st.error(f"This page could not be shown. The log of the server says why under incident {text.markdown(incident)}.")
    return True


def _first_answer() -> dict:
    """Return the summary of the newest moment, once the plan and the incidents have answered too."""
    moment = session.warehouse().moment()
    moment.query("overview_headline")
    return moment.query("programme_summary").to_pylist()[0]


def _ask_every_report(moment: Moment, version: str) -> None:
    """Ask every report as a page without filters does."""
    key = session.moment_key(moment, version)
    filters = {"workstreams": [], "sides": [], "phases": []}
    for report in session.reports():
        with suppress(CutoverError):
            session.prepare(moment, key, report, session.declared(report, filters))


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(COLLECT_SECONDS)
        await asyncio.to_thread(gc.collect)
