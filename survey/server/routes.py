"""What the app serves besides Streamlit: at its root, and below the base path."""

from starlette.routing import Route
from streamlit import config

from survey.server.health import counted, healthz
from survey.server.news import news


def routes() -> list[Route]:
    """Health, metrics and news."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    own = {"healthz": healthz, "metrics": counted, "news": news}
    above = ("", f"/{base}") if base else ("",)
    return [Route(f"{path}/{name}", serves) for path in above for name, serves in own.items()]
