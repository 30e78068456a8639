"""The text being read: the patterns of TOML's blanks and lines, where to go on after a mistake, and the mistakes found.

Every pattern is possessive, so that none can backtrack over hostile text. Never makes a value or a table.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Code, Diagnostic, Fix, Related, Replacement, Term
from gouji.lang.located import Broken, Mapping
from gouji.lang.source import Place, Source, Span
from gouji.lint import codes

MOST_PROBLEMS = 1000  # of one text; what is no TOML at all would else fill the memory with reports
LONGEST_SHOWN = 60  # characters of the text at fault in a message

CONTROL = r"\x00-\x08\x0a-\x1f\x7f"  # inside brackets: what no comment and no string of one line may hold
ODD_BLANKS = (
    "\u3000\xa0\u1680\u2000-\u200b\u202f\u205f\ufeff\\x0b\\x0c"  # inside brackets: look blank, are no TOML blanks
)
QUOTED = r'"(?:[^"\\\r\n]++|\\[^\r\n])*+"|' + r"'[^'\r\n]*+'"

TAIL = re.compile(rf"[ \t]*+(?:#[^{CONTROL}]*+)?(?:\r?\n|\Z)")
GAP = re.compile(rf"(?:[ \t]++|\r?\n|#[^{CONTROL}]*+(?=\r?\n|\Z))*+")
# The same up to a comment, for those who want to know of each.
EMPTY_TAIL = re.compile(r"[ \t]*+(?:\r?\n|\Z)")
_EMPTY_GAP = re.compile(r"(?:[ \t]++|\r?\n)*+")
OPENING_BRACKETS = "[［【"  # of a header
EQUALS = "=＝:："  # what stands between a key and its value
BLANKS = re.compile(rf"[ \t{ODD_BLANKS}]*+")
LINE_REST = re.compile(r"[^\r\n]*+")
LINE_END = re.compile(r"\r\n|\n|\r|\Z")
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# Lines that look like the start of a statement, whatever went wrong before them.
_KEY_PART = rf"""(?:(?:{QUOTED})[ \t]*+|[^"'=＝#\[\]{{}}.．,，:：\r\n]++)"""
_HEADER_PART = rf"""(?:{QUOTED}|[^"'\[\]\r\n=,，{{}}]++)"""
DOTTED_KEY = rf"[ \t]*+{_KEY_PART}(?:[.．][ \t]*+{_KEY_PART})*+"
KEY_AHEAD = re.compile(rf"{DOTTED_KEY}[=＝]")
HEADER_AHEAD = re.compile(rf"\[\[?+{_HEADER_PART}++\]{{1,2}}+[ \t]*+(?:#[^\r\n]*+)?(?=[\r\n]|\Z)")
STATEMENT_LINE = re.compile(rf"^(?:[ \t]*+{HEADER_AHEAD.pattern}|{KEY_AHEAD.pattern})", re.MULTILINE)
# Whatever stands on a line before its comment.
_BEFORE_COMMENT = re.compile(rf"(?:{QUOTED}|“[^”\r\n]*+”|[^#＃\r\n])*+")
_FOUND = re.compile(r"""[^\s,，=＝\[\]{}"'#]{1,20}+|\S""")

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): ord(plain) for wide, plain in {"“": '"', "”": '"', "‘": "'", "’": "'", "【": "[", "】": "]"}.items()
}


class Abandoned(Exception):
    """A value that never ends: reading goes on at `resume`, and the mistakes noted from there on are forgotten.

    It was read up to `end`; `read` is what it holds up to there.
    """

    def __init__(self, problem: Diagnostic, resume: int, end: int = 0) -> None:
        super().__init__(problem.code.id)
        self.problem, self.resume, self.end = problem, resume, end
        self.read: Mapping | None = None

    @property
    def value(self) -> Broken:
        return Broken(self.problem.place.span, self.read)


@dataclass(slots=True)
class Reading:
    """One reading of one text.

    `wary` takes a `\"""` that stands right after `key =` as an opening, even where it would close an earlier string;
    `doubtful` says that the text has such a place. Before each table `ask` may raise what ends the reading. Where
    `comments` are wanted, `tail` and `between` end before each, so that none is passed unnoticed.
    """

    source: Source
    text: str
    ask: Callable[[], None] = lambda: None
    wary: bool = False
    doubtful: bool = False
    lone_return_reported: bool = False
    problems: list[Diagnostic] = field(default_factory=list)
    comments: list[Span] | None = None
    tail: re.Pattern[str] = field(init=False, default=TAIL)
    between: re.Pattern[str] = field(init=False, default=GAP)

    def __post_init__(self) -> None:
        if self.comments is not None:
            self.tail, self.between = EMPTY_TAIL, _EMPTY_GAP

    def report(
        self,
        code: Code,
        start: int,
        end: int,
        fix: Fix | None = None,
        related: tuple[Related, ...] = (),
        **arguments: object,
    ) -> None:
        if len(self.problems) <= MOST_PROBLEMS:
            shown = {
                name: clipped(value, LONGEST_SHOWN) if isinstance(value, str) else value
                for name, value in arguments.items()
            }
            self.add(Diagnostic(code, self.place(start, end), shown, related=related, fix=fix))

    def place(self, start: int, end: int) -> Place:
        return Place(self.source, Span(start, end))

    def add(self, problem: Diagnostic) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(Diagnostic(codes.TOML_TOO_MANY, problem.place, {"limit": MOST_PROBLEMS}))

    def expected(self, what: str | Term, position: int, fix: Fix | None = None) -> None:
        """Reports that `what` should stand at `position`."""
        found = _FOUND.match(self.text, position)
        end = found.end() if found else position
        self.report(codes.TOML_SYNTAX, position, end, fix, expected=what, found=self.found(position))

    def found(self, position: int) -> str | Term:
        """What stands at `position`, in a few characters."""
        if position >= len(self.text):
            return Term("toml.end-of-file")
        found = _FOUND.match(self.text, position)
        return found.group() if found else Term("toml.end-of-line")

    def full_width(self, start: int, end: int, plain: str) -> None:
        """Reports characters of a Chinese input method where TOML wants `plain`."""
        written = self.text[start:end]
        fix = replacing(start, end, plain)
        self.report(codes.TOML_FULL_WIDTH, start, end, fix, found=written, expected=plain)

    def blanks(self, position: int) -> int:
        """Skips blanks, reporting those that TOML does not take for blanks."""
        if position == 0 and self.text.startswith("\ufeff"):
            position = 1  # the mark that files begin with, which an editor may send along
        match = BLANKS.match(self.text, position)
        assert match is not None
        odd = match.group().strip(" \t")
        if odd:
            start = self.text.index(odd[0], position)
            end = start + len(odd)
            fix = replacing(start, end, " ")
            self.report(codes.TOML_BLANK_CHARACTER, start, end, fix, character=f"U+{ord(odd[0]):04X}")
        return match.end()

    def gap(self, position: int) -> int:
        """Skips blanks, line ends and comments, as between the items of an array."""
        while True:
            match = self.between.match(self.text, position)
            assert match is not None
            after = self.blanks(match.end())
            if self.text.startswith("\r", after):
                after = self.lone_return(after)
            elif self.text.startswith(("#", "＃"), after):
                after = self.comment(after) or after
            if after == match.end():
                return after
            position = after

    def lone_return(self, position: int) -> int:
        """A carriage return alone ends a line for the eye but not in TOML: said once for a text."""
        if not self.lone_return_reported:
            self.lone_return_reported = True
            self.control_character(position)
        return position + 1

    def comment(self, position: int) -> int | None:
        """The end of the comment at `position`, if there is one; its control characters and a wrong sign are reported."""
        text = self.text
        if not text.startswith(("#", "＃", "//"), position):
            return None
        end = self.line_end(position)
        if text.startswith("#", position):
            for match in CONTROL_CHARACTER.finditer(text, position, end):
                self.control_character(match.start())
        elif text.startswith("＃", position):
            self.full_width(position, position + 1, "#")
        else:  # as other languages begin theirs
            fix = replacing(position, position + 2, "#")
            self.report(codes.TOML_SYNTAX, position, position + 2, fix, expected="#", found="//")
        if self.comments is not None:
            self.comments.append(Span(position, end))
        return end

    def unread(self, position: int) -> int:
        """The end of a line that cannot be read from `position` on; it may end with a comment."""
        end = self.line_end(position)
        if self.comments is not None:
            start = comment_after(self.text, position)
            if start < end:
                self.comments.append(Span(start, end))
        return end

    def control_character(self, position: int) -> None:
        character = f"U+{ord(self.text[position]):04X}"
        plain = "\n" if self.text[position] == "\r" else ""
        fix = replacing(position, position + 1, plain)
        self.report(codes.TOML_CONTROL_CHARACTER, position, position + 1, fix, character=character)

    def line_end(self, position: int) -> int:
        """Where the line ends, before its line end characters."""
        match = LINE_REST.match(self.text, position)
        assert match is not None
        return match.end()

    def next_line(self, position: int) -> int:
        """Where the next line starts."""
        match = LINE_END.match(self.text, self.line_end(position))
        assert match is not None
        return match.end()

    def next_statement(self, position: int) -> int:
        """The start of the next line that looks like a table header or `key =`."""
        match = STATEMENT_LINE.search(self.text, self.next_line(position))
        return match.start() if match else len(self.text)


def comment_after(text: str, position: int) -> int:
    """Where the comment of a line begins, or the line ends, of which what stands at `position` cannot be read."""
    match = _BEFORE_COMMENT.match(text, position)
    assert match is not None
    return match.end()


def replacing(start: int, end: int, text: str, *, safe: bool = True) -> Fix:
    """A fix that writes `text` in one place."""
    if not text:
        title = Term("toml.fix.delete")
    elif not text.strip():
        title = Term("toml.fix.break-line" if "\n" in text else "toml.fix.blank")
    else:
        title = Term(
            "toml.fix.insert" if start == end else "toml.fix.replace", (("text", clipped(text.strip(), LONGEST_SHOWN)),)
        )
    return Fix(title, (Replacement(Span(start, end), text),), safe)
