"""What the app serves besides Streamlit: at its root, and below the base path."""

from starlette.routing import Route
from streamlit import config

from survey.assets import embed_script, plotly_bundle, plotly_name
from survey.server.health import counted, healthz


def routes() -> list[Route]:
    """Health, metrics, Plotly's bundle, and the script for pages that show a chart in a frame."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    own = {
        "healthz": healthz,
        "metrics": counted,
        "embed.js": embed_script,
        plotly_name(): plotly_bundle,
    }
    above = ("", f"/{base}") if base else ("",)
    return [Route(f"{path}/{name}", serves) for path in above for name, serves in own.items()]
