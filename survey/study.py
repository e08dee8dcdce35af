"""What was asked: codebook.toml read into a Study, or a StudyError that lists every problem."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from survey.codebook import ANY_LANGUAGE, NOT_STATED, Codebook, Dimension, Label, Named, Part
from survey.contradictions import contradictions
from survey.errors import StudyError, did_you_mean
from survey.told import Told, told


class Study(Codebook):
    """A codebook that holds together, and how it speaks."""

    def dimension(self, id: str) -> Dimension:
        """The dimension of that id; StopIteration when there is none."""
        return next(one for one in self.dimensions if one.id == id)

    @property
    def wave(self) -> Dimension | None:
        """The dimension whose groups are the rounds of the survey; None where there was one round."""
        return next((one for one in self.dimensions if one.wave), None)

    def asked(self, item: str, wave: str) -> bool:
        """Whether an item was asked in a round; it may have been of whoever did not state their round.

        `wave` is a group of the codebook, not one that several were merged into.
        """
        waves = next(one.waves for one in self.items if one.id == item)
        return not waves or wave in (*waves, NOT_STATED)

    @property
    def themes(self) -> tuple[Named, ...]:
        """What may come up in an interview: the themes, else the items; empty without interviews."""
        return (self.interviews.themes or self.items) if self.interviews else ()

    def say(self, label: Label, language: str) -> str:
        """A label in that language; one from another language carries its mark, as in "Webb [sv]"."""
        for known in (language, ANY_LANGUAGE):
            if known in label:
                return label[known]
        other = next((known for known in self.languages if known in label), next(iter(label)))
        return f"{label[other]} [{other}]"

    @classmethod
    def from_toml(cls, text: str, subject: str = "codebook.toml") -> "Study":
        """The study that a codebook's text describes. Raises StudyError with every problem."""
        try:
            return checked(tomllib.loads(text), subject)
        except tomllib.TOMLDecodeError as error:
            raise StudyError(subject, [told("is not valid TOML: {why}", why=str(error))]) from None

    @classmethod
    def read(cls, path: Path) -> "Study":
        """The study of a codebook file. Raises StudyError."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise StudyError(str(path), [told("cannot be read: {why}", why=error.strerror)]) from None
        except UnicodeDecodeError as error:
            problem = told("is not UTF-8 (byte {byte}); save it as UTF-8", byte=error.start)
            raise StudyError(str(path), [problem]) from None
        return cls.from_toml(text, str(path))


def checked(tables: Mapping[str, Any], subject: str) -> Study:
    """The study that a codebook's tables describe. Raises StudyError with every problem."""
    try:
        study = Study.model_validate(tables)
    except ValidationError as error:
        raise StudyError(subject, [_in_words(one) for one in error.errors()]) from None
    if problems := list(contradictions(study)):
        raise StudyError(subject, problems)
    return study


_WORDS = {
    "missing": told("is missing; add it"),
    "string_pattern_mismatch": told("is not a code: small letters, digits, - and _, a letter or digit first"),
    "too_short": told("is too short or empty"),
}


def _in_words(error: Mapping[str, Any]) -> Told:
    """One pydantic error as: place, problem, remedy."""
    place = ".".join(
        f"[{part + 1}]" if isinstance(part, int) else str(part) for part in error["loc"]
    ).replace(".[", "[")
    if error["type"] == "extra_forbidden":
        *above, name = error["loc"]
        hint = did_you_mean(str(name), _fields(above))
        return told("{place}: is not a word of the codebook{hint}", place=place, hint=hint)
    problem = _WORDS.get(error["type"]) or _of_library(error["msg"], error.get("ctx", {}))
    given = error["input"]
    shown = isinstance(given, str | int | float) and error["type"] != "missing"
    found = told(" (found {given})", given=repr(given)) if shown else ""
    return told("{place}: {problem}{found}", place=place, problem=problem, found=found)


def _of_library(message: str, bounds: Mapping[str, Any]) -> str:
    """What the library says, told with a template where it is one that is often met."""
    words = message[0].lower() + message[1:]
    known = (
        told("input should be a valid string"),
        told("input should be a valid integer"),
        told("input should be a valid number"),
        told("input should be a valid boolean"),
        told("input should be a valid tuple"),
        told("input should be {expected}", expected=bounds.get("expected")),
        told("input should be greater than or equal to {least}", least=bounds.get("ge")),
        told("input should be greater than {bound}", bound=bounds.get("gt")),
        told("input should be less than or equal to {most}", most=bounds.get("le")),
        told("input should be less than {bound}", bound=bounds.get("lt")),
    )
    return next((one for one in known if one == words), words)


def _fields(path: Iterable[str | int]) -> Iterable[str]:
    """The words that the table at `path` of a codebook may hold."""
    model: Any = Study
    for part in path:
        if isinstance(part, str) and hasattr(model, "model_fields") and part in model.model_fields:
            model = _table_of(model.model_fields[part].annotation)
    return getattr(model, "model_fields", {})


def _table_of(annotation: Any) -> Any:
    parts = [annotation, *getattr(annotation, "__args__", ())]
    parts += [inner for part in parts for inner in getattr(part, "__args__", ())]
    return next((part for part in parts if isinstance(part, type) and issubclass(part, Part)), None)


_TOML = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[ \t]*\#[^\n]*''', re.DOTALL
)


def without_remarks(codebook: str) -> str:
    """The text of a codebook without what it says to its authors: a draft counts there who gave what."""
    return _TOML.sub(lambda found: "" if found[0].lstrip().startswith("#") else found[0], codebook)
