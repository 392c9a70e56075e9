"""What is answered to those whom a `Guard` lets in: a page for each address, and for any other that there is none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from edulake.errors import ConfigError, EdulakeError, known
from edulake.serving.dashboard import filters
from edulake.serving.dashboard.guards import OWN_POLICY
from edulake.serving.dashboard.pages import ASSETS, FIGURES, Pages, age, asset

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from edulake.serving.dashboard.guards import App
    from edulake.serving.dashboard.live import Held, Live
    from edulake.serving.dashboard.students import Students

# Bytes of a form that holds an id.
LONGEST_BODY = 2_000


def application(live: Live, students: Students | None) -> App:
    """Pages of single students are not there without `students`."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    answers = Answers(live, Pages(students))
    routes = [
        Route("/", answers.overview),
        Route("/sections/{anchor}", answers.section),
        Route("/report", answers.report),
        Route("/state", answers.state),
        Route("/assets/{name}", answers.asset),
    ]
    if students:
        single = OfStudents(live, answers.pages, students)
        routes += [
            Route("/students", single.search),
            Route("/students", single.looked_up, methods=["POST"]),
            Route("/students/{name}", single.one),
        ]
    handlers = {404: answers.missing, EdulakeError: answers.failed, Exception: answers.failed}
    return Starlette(routes=routes, exception_handlers=handlers)


class Answers:
    """The figures of everybody."""

    def __init__(self, live: Live, pages: Pages) -> None:
        from starlette import responses

        self.live, self.pages, self.made = live, pages, responses

    def overview(self, request: Request) -> Response:
        return self._under_filters(request, FIGURES)

    def section(self, request: Request) -> Response:
        return self._under_filters(request, request.path_params["anchor"])

    def report(self, _: Request) -> Response:
        text = self.pages.report(self.live.newest())
        return self.made.HTMLResponse(text, headers={"content-security-policy": OWN_POLICY})

    def state(self, _: Request) -> Response:
        held = self.live.newest()
        return self.made.JSONResponse({"stamp": held.stamp, "age": age(held, moment())})

    def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return self.missing()
        return self.made.Response(asset(name), media_type=ASSETS[name])

    def missing(self, *_: Any) -> Response:
        return self._problem(self.live.newest(), 404, "There is no such page", "Choose one of those beside this.")

    def failed(self, _: Request, error: Exception) -> Response:
        """What a warehouse cannot answer, in words that hold no value of it."""
        told = known(error, "the page cannot be made")
        return self.made.Response("\n".join(told.lines()), 500, media_type="text/plain")

    def _under_filters(self, request: Request, anchor: str) -> Response:
        held = self.live.newest()
        section = next((one for one in held.sections if one.anchor == anchor), None)
        if section is None:
            return self.missing()
        try:
            chosen = filters.read(request.query_params.multi_items())
        except ConfigError as error:
            return self._problem(held, 400, error.what.capitalize(), f"{error.fix.capitalize()}.")
        unknown = [name for name, value in chosen.items() if value not in held.options.get(name, ())]
        if unknown:
            of = filters.FILTERS[unknown[0]].lower()
            return self._problem(held, 404, f"Nothing is told of such a {of}", f"Choose a {of} from the list.")
        if anchor == FIGURES:
            return self.made.HTMLResponse(self.pages.overview(held, chosen, moment()))
        return self.made.HTMLResponse(self.pages.section(held, section, chosen, moment()))

    def _problem(self, held: Held, status: int, what: str, do: str) -> Response:
        return self.made.HTMLResponse(self.pages.problem(held, what, do, moment()), status)


class OfStudents:
    """The pages of single students."""

    def __init__(self, live: Live, pages: Pages, students: Students) -> None:
        from starlette import responses

        self.live, self.pages, self.students, self.made = live, pages, students, responses

    def search(self, _: Request) -> Response:
        return self.made.HTMLResponse(self.pages.search(self.live.newest(), moment()))

    async def looked_up(self, request: Request) -> Response:
        """Where the page of an id is; the id comes in the body, and is in no address."""
        from starlette.concurrency import run_in_threadpool

        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                return await run_in_threadpool(self._nobody)
        student = dict(parse_qsl(body.decode("utf-8", "replace"))).get("student", "")
        return await run_in_threadpool(self._found, student.strip())

    def one(self, request: Request) -> Response:
        held = self.live.newest()
        student = self.students.of(request.path_params["name"], held.stamp)
        if student is None:
            return self._nobody()
        return self.made.HTMLResponse(self.pages.student(held, student, self.students.parts(student), moment()))

    def _found(self, student: str) -> Response:
        name = self.students.called(student)
        if self.students.of(name, self.live.newest().stamp) is None:
            return self._nobody()
        return self.made.RedirectResponse(f"/students/{name}", 303)

    def _nobody(self) -> Response:
        return self.made.HTMLResponse(self.pages.search(self.live.newest(), moment(), is_unknown=True), 404)


def moment() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
