"""The server: on loopback alone, until it is stopped (extra `[dashboard]`)."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from edulake.errors import ConfigError, EdulakeError, NotInstalledError, UnreadableError, known, of_system
from edulake.serving.dashboard import filters
from edulake.serving.dashboard.guards import LOOPBACK, OWN_POLICY, TOKEN, Guard
from edulake.serving.dashboard.live import Live
from edulake.serving.dashboard.pages import ASSETS, FIGURES, Pages, age, asset
from edulake.serving.dashboard.students import Students

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from edulake.config.settings import Settings
    from edulake.serving.dashboard.guards import App
    from edulake.serving.dashboard.live import Held

# Bytes of a form that holds an id.
LONGEST_BODY = 2_000


def serve(settings: Settings, port: int, *, identified: bool = False) -> None:
    """Answer until SIGINT. The address, which lets in whoever has it, is shown on a terminal and nowhere else."""
    _must_be_installed()
    out = next((stream for stream in (sys.stdout, sys.stderr) if stream.isatty()), None)
    if out is None:
        why = "its address lets in whoever reads it, and would be in a file"
        raise ConfigError("the dashboard starts in a terminal alone", why, "start it without redirecting its output")
    live = Live(settings, identified=identified)
    live.newest()
    with _listening(port) as listening:
        port, token = listening.getsockname()[1], secrets.token_urlsafe(32)
        app = Guard(application(live, Students(settings) if identified else None), port, token)
        print(f"http://{LOOPBACK}:{port}/?{TOKEN}={token}\nCtrl-C ends it.", file=out, flush=True)
        try:
            quiet(app).run(sockets=[listening])
        except KeyboardInterrupt:
            return


def application(live: Live, students: Students | None) -> App:
    """All that is answered to those whom a `Guard` lets in."""
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse, JSONResponse, Response
    from starlette.routing import Route

    pages = Pages(students)

    def html(text: str, status: int = 200) -> Response:
        return HTMLResponse(text, status)

    def problem(held: Held, status: int, what: str, do: str) -> Response:
        return html(pages.problem(held, what, do, _now()), status)

    def not_there(held: Held) -> Response:
        return problem(held, 404, "There is no such page", "Choose one of those beside this.")

    def filtered(request: Request, anchor: str) -> Response:
        held = live.newest()
        section = next((one for one in held.sections if one.anchor == anchor), None)
        if section is None:
            return not_there(held)
        try:
            chosen = filters.read(request.query_params.multi_items())
        except ConfigError as error:
            return problem(held, 400, error.what.capitalize(), f"{error.fix.capitalize()}.")
        unknown = [name for name, value in chosen.items() if value not in held.options.get(name, ())]
        if unknown:
            of = filters.FILTERS[unknown[0]].lower()
            return problem(held, 404, f"Nothing is told of such a {of}", f"Choose a {of} from the list.")
        if anchor == FIGURES:
            return html(pages.overview(held, chosen, _now()))
        return html(pages.section(held, section, chosen, _now()))

    def overview(request: Request) -> Response:
        return filtered(request, FIGURES)

    def of_section(request: Request) -> Response:
        return filtered(request, request.path_params["anchor"])

    def report(_: Request) -> Response:
        return HTMLResponse(pages.report(live.newest()), headers={"content-security-policy": OWN_POLICY})

    def state(_: Request) -> Response:
        held = live.newest()
        return JSONResponse({"stamp": held.stamp, "age": age(held, _now())})

    def of_package(request: Request) -> Response:
        name = request.path_params["name"]
        return Response(asset(name), media_type=ASSETS[name]) if name in ASSETS else not_there(live.newest())

    def missing(*_: Any) -> Response:
        return not_there(live.newest())

    def failed(_: Request, error: Exception) -> Response:
        """What a warehouse cannot answer, in words that hold no value of it."""
        told = known(error, "the page cannot be made")
        return Response("\n".join(told.lines()), 500, media_type="text/plain")

    routes = [
        Route("/", overview),
        Route("/sections/{anchor}", of_section),
        Route("/report", report),
        Route("/state", state),
        Route("/assets/{name}", of_package),
        *(_of_students(live, students, pages) if students else []),
    ]
    return Starlette(routes=routes, exception_handlers={404: missing, EdulakeError: failed, Exception: failed})


def _of_students(live: Live, students: Students, pages: Pages) -> list[Any]:
    """The pages of single students, which are not there without them."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, RedirectResponse
    from starlette.routing import Route

    def search(_: Request) -> Response:
        return HTMLResponse(pages.search(live.newest(), _now()))

    async def looked_up(request: Request) -> Response:
        """Where the page of an id is; the id comes in the body, and is in no address."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                return HTMLResponse(pages.search(live.newest(), _now(), is_unknown=True), 404)
        student = dict(parse_qsl(body.decode("utf-8", "replace"))).get("student", "")
        return await run_in_threadpool(found, student.strip())

    def found(student: str) -> Response:
        held, name = live.newest(), students.called(student)
        if students.of(name, held.stamp) is None:
            return HTMLResponse(pages.search(held, _now(), is_unknown=True), 404)
        return RedirectResponse(f"/students/{name}", 303)

    def of_student(request: Request) -> Response:
        held = live.newest()
        student = students.of(request.path_params["name"], held.stamp)
        if student is None:
            return HTMLResponse(pages.search(held, _now(), is_unknown=True), 404)
        return HTMLResponse(pages.student(held, student, students.parts(student), _now()))

    return [
        Route("/students", search),
        Route("/students", looked_up, methods=["POST"]),
        Route("/students/{name}", of_student),
    ]


def _listening(port: int) -> socket.socket:
    """A socket of loopback; port 0 is any that is free."""
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        why = of_system(error) if isinstance(error, OSError) else "there is no such port"
        raise UnreadableError(f"port {port} cannot be used", why, "give another with --port, or 0 for any") from None
    return listening


def quiet(app: App) -> Any:
    """A server that says nothing of requests, nor of what went wrong in one: that may hold a student's value."""
    import uvicorn

    config = uvicorn.Config(
        app, log_config=None, log_level="critical", ws="none", server_header=False, timeout_graceful_shutdown=1
    )
    return uvicorn.Server(config)


def _must_be_installed() -> None:
    try:
        import starlette.applications
        import uvicorn  # noqa: F401 - both are better missed now than at the first page
    except ImportError as error:
        why = f"{error.name} is missing"
        raise NotInstalledError("the dashboard needs more packages", why, "pip install 'edulake[dashboard]'") from None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
