"""What the app serves besides Streamlit: at its root, and below the base path."""

from starlette.routing import Route
from streamlit import config

from survey.server.health import counted, healthz


def routes() -> list[Route]:
    """Health and metrics."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    own = {"healthz": healthz, "metrics": counted}
    above = ("", f"/{base}") if base else ("",)
    return [Route(f"{path}/{name}", serves) for path in above for name, serves in own.items()]
