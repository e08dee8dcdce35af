"""A child that parses nothing, but ends as the name of the sheet that is asked for says."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey.intake import child


def faulty(_path: Path, _out: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Never anything."""
    match asked["sheet"]:
        case "abort":
            os.abort()
        case "kill":
            os.kill(os.getpid(), 9)
        case "exit":
            os._exit(7)
        case "memory":
            bytearray(8 << 30)
        case "sleep":
            time.sleep(60)
    raise BaseException("a panic")


if __name__ == "__main__":
    child.PARSERS["xlsx"] = faulty
    child.main(*sys.argv[1:])
