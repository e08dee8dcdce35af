"""The web server's side of the app: its start, its headers, what it lets through, its health and its log."""

from starlette.middleware import Middleware

from survey.server.failure import failed
from survey.server.gate import Gate
from survey.server.headers import SecurityHeaders
from survey.server.journal import keep_journal
from survey.server.routes import routes
from survey.server.shelf import Shelf
from survey.server.start import lifespan

keep_journal()
ROUTES = routes()
MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(Gate), Middleware(Shelf)]

__all__ = ["MIDDLEWARE", "ROUTES", "failed", "lifespan"]
