"""What is said when something is wrong: the file, every problem at once, the remedy."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import reduce
from typing import Self

from survey.told import Told, told


class SurveyError(Exception):
    """A problem that a person can mend. Its text is complete and meant to be read.

    subject   what is at fault, usually a file name
    problems  one line each: where, what, and what would mend it
    outcome   what happened in consequence, as a last line
    """

    def __init__(self, subject: str, problems: Iterable[str], outcome: str = "") -> None:
        self.subject, self.problems, self.outcome = subject, tuple(problems), outcome
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{shown(self.subject)}: {count} problem{'' if count == 1 else 's'}"
        lines = [head, *(f"  {shown(problem)}" for problem in self.problems)]
        return "\n".join([*lines, self.outcome] if self.outcome else lines)

    def ending(self, outcome: str) -> Self:
        """The same error, with what happened in consequence."""
        return type(self)(self.subject, self.problems, outcome)


class ToldError(SurveyError):
    """Its problems can be told in every language."""

    def __init__(self, subject: str, problems: Iterable[Told], outcome: str = "") -> None:
        super().__init__(subject, problems, outcome)


class StudyError(ToldError):
    """The codebook contradicts itself or leaves something open."""


class IntakeError(ToldError):
    """The answers cannot be read as the codebook says."""


class EngineError(ToldError):
    """What counts cannot be reached, or gave up."""


class PlaceError(ToldError):
    """The system does not let a release be written: no room, a limit, a folder that is read only."""


class ReleaseError(SurveyError):
    """A release cannot be published, or the published one cannot be read."""


class OutdatedError(ReleaseError):
    """A release was made by an earlier version of the program, in another format."""


class NewerError(ReleaseError):
    """A release was made by a later version of the program, in another format."""


class SettingsError(SurveyError):
    """A setting has a value that it cannot have."""


class BrandError(SurveyError):
    """A client's look cannot be used as it is."""


class SelectionError(SurveyError):
    """Something was asked for that no release shows."""


class OwnError(SurveyError):
    """A client's own answers cannot be read as the study asks. Its problems speak the reader's language."""


class AccessError(SurveyError):
    """The table of who may see what cannot be used."""


class LinkError(SurveyError):
    """A signed link cannot be made or read."""


class TemplateError(SurveyError):
    """A client's own slides cannot be opened."""


def shown(name: str) -> str:
    """A name as it can be printed: what nobody sees, such as a line end, becomes its code."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in name)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest, if any is near; else nothing."""
    by_casefold = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_casefold, n=1, cutoff=0.6)
    return by_casefold[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'; did you mean "sector"?' when a known word is near, else nothing."""
    near = nearest(word, known)
    return told('; did you mean "{near}"?', near=near) if near else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """Words in quotes, comma-separated; a long list is cut and says by how much."""
    quoted = [told('"{word}"', word=word) for word in words]
    if not quoted:
        return ""
    some = reduce(lambda some, one: told("{some}, {one}", some=some, one=one), quoted[:most])
    return some if len(quoted) <= most else told("{some} and {n} more", some=some, n=len(quoted) - most)
