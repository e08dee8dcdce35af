"""Whether anything has been published since a page was drawn, for the pages that are open."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from survey.database import Releases
from survey.settings import Settings


def news(_request: Request) -> PlainTextResponse:
    """The edition of the shelf: it tells that something was published, but not of which study.

    One word does for all readers, so whoever may see one study learns when another was published, too.
    """
    edition = Releases(Settings.from_environment().releases).edition()
    return PlainTextResponse(edition, headers={"cache-control": "no-store"})
