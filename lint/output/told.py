"""What outputs for other programs say of a finding in words of their own: its name, its place, its whole text.

Plain text of which every character may be shown; each output escapes it in its own manner.
"""

import re
from pathlib import Path, PurePath

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Answer, Diagnostic, rendered
from gouji.lint.files import shown_path
from gouji.lint.terminal_text import seen, visible

_NOT_OF_XML = re.compile("[\ufffe\uffff]")


def in_xml(plain: str) -> str:
    """A text without the two characters, of those that may be shown, which XML cannot hold."""
    return _NOT_OF_XML.sub("\N{REPLACEMENT CHARACTER}", plain)


def rule_of(one: Diagnostic) -> str:
    """The full name of the check that failed; for what is no check on a form, the code."""
    return visible(one.full_name)


def cell_of(one: Diagnostic) -> str:
    """The cell at fault, or an empty text."""
    return visible(one.cell)


def path_of(name: str) -> str:
    """The path of a file as other programs write it, with `/`."""
    return visible(from_here(name).as_posix())


def from_here(name: str) -> PurePath:
    """The path of a file from the folder of the run where it lies in there, as what reads a repository's results wants it."""
    path = Path(name)
    return PurePath(shown_path(path)) if path.is_absolute() else path


def difference_of(one: Diagnostic, language: Language) -> str:
    """How far the two sides are apart, where the message does not say so."""
    return "" if one.tells_difference(language) else visible(str(rendered(one.difference, language)))


def labelled(label: str, value: str, language: Language) -> str:
    """A text under its label; nothing where there is none."""
    return text("output.labelled", language, label=text(f"output.{label}", language), value=value) if value else ""


def whole_text(one: Diagnostic, language: Language) -> str:
    """The message, then the arithmetic, the difference, what it rests on, what to do, the answer; a line or more each."""
    untold = one.untold_coordinates(language)
    lines = [
        one.message(language),
        *(f"{axis}: {coordinate}" for axis, coordinate in untold),
        *one.explained(language),
        labelled("difference", difference_of(one, language), language),
        labelled("basis", one.basis, language),
        labelled("help", one.help(language), language),
        labelled("regraded", one.regraded.reason, language) if one.regraded is not None else "",
        labelled("answer", answer_text(one.answer, language), language) if one.answer is not None else "",
    ]
    return seen("\n".join(line for line in lines if line))


def answer_text(answer: Answer, language: Language) -> str:
    """The reason, who gives it and until when."""
    known = [("by", answer.by), ("until", answer.until)]
    given = [text(f"output.answer.{key}", language, value=value) for key, value in known if value]
    return seen("  ".join([answer.reason, *given]))
