"""How the app is: for a probe, and for Prometheus."""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from survey import metrics
from survey.database import Releases
from survey.errors import SurveyError
from survey.settings import Settings


def healthz(request: Request) -> JSONResponse:
    """200 when every current release answers a query, else 503.

    To those who may watch also the name of each release, and what is wrong.
    """
    names, problems = probed()
    body: dict[str, object] = {"status": "failing" if problems else "ok"}
    if watches(request):
        body |= {"releases": names} | ({"problems": problems} if problems else {})
    return JSONResponse(body, status_code=503 if problems else 200)


def probed() -> tuple[dict[str, str], list[str]]:
    """The name of each study's current release that has just answered a query, and what is wrong."""
    releases = Releases(Settings.from_environment().releases)
    names, problems = {}, []
    for study in releases.studies():
        try:
            release = releases.open(study)
            release.check()
            names[study] = release.name
            metrics.RELEASE_AGE.labels(study).set(time.time() - release.entry.created.timestamp())
        except SurveyError as error:
            problems.append(str(error))
        metrics.RELEASE_GOOD.labels(study).set(study in names)
    if not names and not problems:
        problems.append("no study has been published")
    return names, problems


def watches(request: Request) -> bool:
    """Whether a request comes from a network that may watch."""
    return Settings.from_environment().watches(request.client.host if request.client else "")


def counted(request: Request) -> Response:
    """What the app has counted of itself; not there for those who may not watch."""
    if not watches(request):
        return PlainTextResponse("Not found", 404)
    probed()
    return Response(metrics.exposed(), media_type=metrics.TYPE)
