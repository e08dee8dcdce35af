"""What the app counts of itself, for Prometheus: requests, runs, how long they take, errors, readers."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

TYPE = "text/plain; version=0.0.4; charset=utf-8"
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

REQUESTS = Counter("survey_requests_total", "HTTP requests.", ("kind", "status"), registry=REGISTRY)
SECONDS = Histogram("survey_request_seconds", "How long HTTP requests took.", ("kind",), registry=REGISTRY)
RUNS = Histogram(
    "survey_run_seconds",
    "How long a page took to make anew, in the server.",
    ("page",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
ERRORS = Counter("survey_errors_total", "Runs, parts of pages and warm-ups that failed.", registry=REGISTRY)
REFUSALS = Counter("survey_refusals_total", "Views that were refused.", ("reason",), registry=REGISTRY)
READERS = Gauge("survey_readers", "Open connections of browsers.", registry=REGISTRY)
RELEASE_AGE = Gauge(
    "survey_release_age_seconds", "Since the current release was made.", ("study",), registry=REGISTRY
)
RELEASE_GOOD = Gauge(
    "survey_release_good",
    "1 where the current release answers a query, else 0.",
    ("study",),
    registry=REGISTRY,
)


def exposed() -> bytes:
    """All of it, in Prometheus' text format."""
    return generate_latest(REGISTRY)
