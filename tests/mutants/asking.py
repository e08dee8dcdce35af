"""What pytest is given along the way: which test runs which line, and which tests to ask of a mutant."""

import functools
import sys
import time
from collections.abc import Generator
from typing import Any
from weakref import WeakValueDictionary

import coverage
import pytest
from hypothesis import Phase, settings

SHARED = "shared "  # before the name of what several tests use


class Recording:
    """How long each test takes, what it shares with others, and the lines of `survey` that both run."""

    def __init__(self, include: str) -> None:
        self.coverage = coverage.Coverage(data_file=None, include=[include])
        self.seconds: dict[str, float] = {}
        self.shares: dict[str, list[str]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        _forget()
        self.shares[item.nodeid] = [SHARED + name for name in getattr(item, "fixturenames", ())]
        yield from self._timed(item.nodeid)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        of = request._pyfuncitem.nodeid
        begun = time.monotonic()
        got = yield from self._timed(SHARED + fixturedef.argname)
        self.seconds[of] = self.seconds.get(of, 0.0) - (time.monotonic() - begun)
        self.coverage.switch_context(of)
        return got

    def _timed(self, of: str) -> Generator[None, object, object]:
        self.coverage.switch_context(of)
        begun = time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[of] = self.seconds.get(of, 0.0) + time.monotonic() - begun

    def told(self) -> dict[str, Any]:
        """All of it, with the names of the packages that were needed."""
        self.coverage.stop()
        data = self.coverage.get_data()
        lines = {file: data.contexts_by_lineno(file) for file in data.measured_files()}
        names = [name for name in sys.modules if name.split(".")[0] not in ("survey", "tests", "__main__")]
        return {"seconds": self.seconds, "shares": self.shares, "lines": lines, "modules": names}


def _forget() -> None:
    """What is kept between tests is worked out again, so that each runs what it rests on."""
    ours = [module for name, module in list(sys.modules.items()) if name.split(".")[0] == "survey"]
    for kept in [one for module in ours for one in vars(module).values()]:
        if isinstance(kept, functools._lru_cache_wrapper):
            kept.cache_clear()
        elif isinstance(kept, WeakValueDictionary):
            for one in kept.values():  # releases, each with what was worked out of it
                one.worked_out.clear()


class Asked:
    """These tests and no others, in this order; examples are the same each time, and are not made smaller."""

    def __init__(self, tests: list[str]) -> None:
        self.place = {name: number for number, name in enumerate(tests)}

    def pytest_configure(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", derandomize=True, deadline=None, database=None, phases=phases)
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [one for one in items if one.nodeid in self.place]
        items[:] = sorted(kept, key=lambda item: self.place[item.nodeid])
