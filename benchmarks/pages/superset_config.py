"""Superset for one measurement: its own tables in SQLite, and nothing slower than it has to be.

What it has answered is kept in memory for a day, unless SUPERSET_CACHE says otherwise (NullCache is what it
comes with); its bars stand at once, and do not grow for a second.
"""

import os
from pathlib import Path

from superset.config import THEME_DEFAULT as THEME

DAY = 24 * 60 * 60

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME']) / 'superset.db'}"
FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = {"CACHE_TYPE": "SimpleCache"}
CACHE_CONFIG = DATA_CACHE_CONFIG = {
    "CACHE_TYPE": os.environ.get("SUPERSET_CACHE", "SimpleCache"),
    "CACHE_DEFAULT_TIMEOUT": DAY,
}
THEME_DEFAULT = {**THEME, "token": {**THEME["token"], "echartsOptionsOverrides": {"animation": False}}}
WTF_CSRF_ENABLED = False  # its dashboard is made by requests
TALISMAN_ENABLED = False  # it is on loopback, without https
