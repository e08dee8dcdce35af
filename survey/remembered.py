"""What was worked out of something is kept with it, and goes when it goes."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Keeps(Protocol):
    """What other things are worked out of, such as a release; `worked_out` is where those are kept."""

    @property
    def worked_out(self) -> dict[Any, Any]:
        """Function → what it gave."""


def _first(given: Keeps, *_: object, **__: object) -> Keeps:
    return given


class remembered:  # noqa: N801 - a decorator
    """As lru_cache, but kept in one of the arguments, which `of` tells; without it in the first."""

    def __init__(self, most: int, of: Callable[..., Keeps] = _first) -> None:
        self.most, self.of = most, of

    def __call__(self, make: Callable[P, T]) -> Callable[P, T]:
        @wraps(make)
        def asked(*given: P.args, **named: P.kwargs) -> T:
            kept = self.of(*given, **named).worked_out
            cached = kept.get(make) or kept.setdefault(make, lru_cache(self.most)(make))
            result: T = cached(*given, **named)
            return result

        return asked
