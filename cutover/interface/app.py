"""The HTTP interface, by which tools ask reports and feed the room; docs/interface.md shows it in use."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, Header, Query, Request, Response
from fastapi.responses import JSONResponse

import cutover.interface.reports as reports
from cutover.acts import Actor
from cutover.interface.description import ABOUT, described, refusals
from cutover.interface.events import Recorded, Said, TaskEvent, record_event
from cutover.interface.gate import Gate, Rates
from cutover.interface.incidents import Sent, Taken, take
from cutover.interface.payloads import SENDERS, Sender
from cutover.interface.readiness import Readiness, Ready
from cutover.interface.refusals import answer_errors
from cutover.interface.service import Service
from cutover.interface.strict import StrictRoute

KEY = r"^[\x21-\x7e]{1,100}$"
ZONE = r"^[A-Za-z0-9_+/-]{1,60}$"

Programme = Annotated[
    str | None, Query(min_length=1, max_length=200, description="programme; the one loaded last where it is left out")
]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", pattern=KEY, description="the same request again under the same key is the same "
           "act: 200 instead of 201; another request under it is refused (409)"),
]  # fmt: skip
Zone = Annotated[
    str, Query(pattern=ZONE, description="zone of times without an offset: UTC as ServiceNow keeps them, or IANA name")
]


def make_app(store: Callable[[], Path], *, rates: Rates | None = None) -> FastAPI:
    """Return the interface over a store, to be mounted at `/api`.

    Parameters
    ----------
    store
        Gives the folder of the store.
    rates
        How often a token and an address may ask.
    """
    service = Service(store)
    app = FastAPI(title="Cutover", version="1", summary="The go-live control room, for tools.", description=ABOUT,
                  docs_url=None, redoc_url=None, openapi_url=None)  # fmt: skip
    app.add_middleware(Gate, service=service, rates=rates or Rates())
    app.router.route_class = StrictRoute
    answer_errors(app)
    _add_questions(app, service)
    _add_acts(app, service)
    return app


def bearer(request: Request) -> Actor:
    """Return who acts by the token of a request; the gate has let it in."""
    return request.state.token.actor


def _add_questions(app: FastAPI, service: Service) -> None:
    readiness = Readiness(service)

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz", responses={503: {"model": Ready, "description": "a part does not answer"}}, tags=["readiness"])
    async def ready() -> Ready:
        """Tell whether the application is ready, and which of its parts answer; needs no token."""
        answer = await readiness.ask()
        return answer if answer.status == "ready" else JSONResponse(answer.model_dump(exclude_none=True), 503)

    @app.get("/v1/openapi.json", responses=refusals(), tags=["reports"])
    async def openapi() -> Response:
        """Describe this interface in OpenAPI."""
        return Response(await service.act(described, app), media_type="application/json")

    @app.get("/v1/reports", responses=refusals(), tags=["reports"])
    async def list_reports() -> list[dict[str, Any]]:
        """List the reports: what each answers, its parameters and its columns."""
        return reports.listed()

    @app.get("/v1/reports/{name}", include_in_schema=False)
    async def report(name: str, request: Request) -> Response:
        return await reports.answer(service, name, request)


def _add_acts(app: FastAPI, service: Service) -> None:
    is_same = {200: {"model": Recorded, "description": "this Idempotency-Key had recorded it before"}}

    @app.post("/v1/tasks/{task_id:path}/events", status_code=201, tags=["acts"],
              responses=refusals(400, 403, 404, 408, 409, 413, 415, 422) | is_same)  # fmt: skip
    async def add_task_event(
        task_id: str, event: TaskEvent, response: Response, actor: Annotated[Actor, Depends(bearer)],
        programme: Programme = None, key: Key = None,
    ) -> Recorded:  # fmt: skip
        """Record what happened to a task: started, finished, blocked, failed, skipped, its progress or evidence."""
        said = Said(task_id, event, programme, key)
        found = await service.act(record_event, service, actor=actor, said=said)
        response.status_code = 201 if found.is_new else 200
        return found

    for tool, sender in SENDERS.items():
        _add_incidents(app, service, tool, sender)


def _add_incidents(app: FastAPI, service: Service, tool: str, sender: Sender) -> None:
    """Add the webhook of one tool."""
    is_known = {200: {"model": Taken, "description": "nothing was recorded; result and reason say why"}}

    @app.post(f"/v1/incidents/{tool}", status_code=201, tags=["acts"], operation_id=f"add_{tool}_incident",
              summary=f"Take an incident as {sender.name} sends it",
              responses=refusals(400, 403, 404, 408, 409, 413, 415, 422) | is_known)  # fmt: skip
    async def add_incident(
        payload: Annotated[dict[str, Any], Body(examples=[dict(sender.example)])], response: Response,
        actor: Annotated[Actor, Depends(bearer)], programme: Programme = None, zone: Zone = "UTC",
    ) -> Taken:  # fmt: skip
        """Record an incident that is new, or what changed of one that is known; never an older state over a newer."""
        sent = Sent(tool, payload, programme, zone)
        found = await service.act(take, service, actor=actor, sent=sent)
        response.status_code = 201 if found.act else 200
        return found
