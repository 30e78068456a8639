"""What a check asks of the files around it, and the answers: asked again, they tell whether it would come out the same.

Notes only while somebody listens. Never asks anything itself.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

try:  # what all of hashlib brings along takes longer to load than the rest of this module
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b


class QuestionKind(StrEnum):
    """What is asked of a path."""

    RULES = "rules"
    """The digest of a rule text; `word`, where there is one, is what the file is called."""
    ANSWERS = "answers"
    """The digest of the answers beside a form, an empty text where there are none; `word` is what the file is called."""
    FORM = "form"
    """The digest of a filled form that a test starts from."""
    GIVEN = "given"
    """The filled form that `word`, in a test of this rule file, leads to."""
    BESIDE = "beside"
    """The rule files in a folder."""
    BELOW = "below"
    """The rule files in a folder and those below it."""
    PROJECT = "project"
    """The folders above this one that hold rules for the forms in it."""
    USED = "used"
    """The file that `use` of `word` leads to from this rule file."""
    LEADS = "leads"
    """Where a path leads that may be a link, and whether a file or a folder is there."""
    TODAY = "today"
    """The day of the run."""


class Question(NamedTuple):
    kind: QuestionKind
    path: str
    word: str = ""


@dataclass(slots=True)
class Trace:
    """Questions with their answers. It is of no use where it is not `certain`: where a file could not be read, say."""

    answers: dict[Question, str] = field(default_factory=dict)
    certain: bool = True

    def add(self, other: "Trace") -> None:
        self.answers.update(other.answers)
        self.certain &= other.certain


_listening: ContextVar[Trace | None] = ContextVar("listening", default=None)


@contextmanager
def listening() -> Iterator[Trace]:
    """What is asked from here on; whoever listens already hears it too."""
    outer, inner = _listening.get(), Trace()
    token = _listening.set(inner)
    try:
        yield inner
    finally:
        _listening.reset(token)
        if outer is not None:
            outer.add(inner)


def heard(trace: Trace) -> None:
    """For what is known from before, and is not asked again."""
    listener = _listening.get()
    if listener is not None:
        listener.add(trace)


def doubted() -> None:
    """For what cannot be asked again."""
    listener = _listening.get()
    if listener is not None:
        listener.certain = False


def note(kind: QuestionKind, path: Path, answer: Callable[[], str], word: str = "") -> None:
    """A question that was asked; what it came to is only worked out where somebody listens."""
    listener = _listening.get()
    if listener is not None:
        question = Question(kind, str(path), word)
        if question not in listener.answers:
            listener.answers[question] = answer()


def listed(paths: Iterable[Path]) -> str:
    """Paths as one answer."""
    return "\0".join(map(str, paths))


def digest(*texts: str | bytes) -> str:
    """What texts are known by, or what files hold."""
    contents = [text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text for text in texts]
    lengths = " ".join(map(str, map(len, contents)))
    return blake2b(b"".join((lengths.encode(), b"\n", *contents)), digest_size=16).hexdigest()
