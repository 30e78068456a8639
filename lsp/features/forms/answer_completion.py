"""What may be written next in an answer: its keys, the rules that find fault here, the places where they do, the last day.

In a filled form and in the file beside it. What is answered by another answer is not offered again.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import Form
from gouji.lang.head_keys import ANSWER_KEYS
from gouji.lang.located import Mapping, Scalar, Sequence
from gouji.lang.quoting import as_header, in_fitting_quotes, in_quotes
from gouji.lint.answer_edits import answer_to
from gouji.lint.answers import KEYS, may_answer
from gouji.lint.clock import today
from gouji.lint.finding_names import is_finding_of, place_of
from gouji.lsp.features.blanks import Blanks
from gouji.lsp.features.filled_rows import texts_under
from gouji.lsp.features.forms.items import Item, Items, Kind
from gouji.lsp.features.forms.spots import Section, section_at
from gouji.lsp.features.forms.typed_text import Typed, typed_at
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question

MOST_PLACES = 200


def is_answer(section: Section, form: Form | None) -> bool:
    """Whether a section of a filled form is an answer, and no item of the form."""
    return section.path[:1] in (ANSWER_KEYS[:1], ANSWER_KEYS[1:]) and (form is None or form.find(section.path) is None)


def answer_header(known: KnownForm, *, english: bool) -> str | None:
    """The header of an answer, where there is something to be answered, and the form has no item that is called so."""
    taken = known.form.members if known.form is not None else {}
    names = [name for name in (ANSWER_KEYS if english else ANSWER_KEYS[::-1]) if name not in taken]
    return as_header((names[0],), is_table=True) if names and any(map(_is_open, known.checked.diagnostics)) else None


def answer_completions(asked: Question, root: Mapping, known: KnownForm | None) -> list[Item]:
    """Offers in a file of answers, of which `known` is the form that they are to."""
    typed = typed_at(asked.source, asked.offset)
    return Answers(asked, section_at(root, asked.offset), typed, root, known).sorted() if typed is not None else []


class Answers(Items):
    """Offers in an answer in the text that was read as `root`, to what was found in the form that is `known`."""

    def __init__(
        self, asked: Question, section: Section, typed: Typed, root: Mapping, known: KnownForm | None
    ) -> None:  # fmt: skip
        super().__init__(asked, section, typed)
        self.root, self.known = root, known
        name = self.section.path[0] if self.section.path else next(iter(root.entries), "")
        self.english = name.isascii() and bool(name)

    def items(self) -> Iterator[Item]:
        typed, in_row = self.typed, bool(self.section.path)
        if typed.in_braces or typed.in_array:
            return
        if typed.kind == "header" or not in_row:
            header = as_header((ANSWER_KEYS[not self.english],), is_table=True)
            if typed.kind != "value":
                yield self.item(
                    header, header, Kind.Module, filter_text=self.filtered(header) if typed.word else header
                )
        elif typed.kind == "key":
            present = {*self.section.mapping.entries} - {typed.word}
            for key in KEYS:
                name = key.named(english=self.english)
                if name not in present:
                    blank = "" if key.english == "until" else '""'
                    new = self.written(partial(_blank, blank))
                    yield self.item(
                        name, self.key_text(in_quotes(name) if not name.isascii() else name, new), Kind.Field,
                        is_snippet=True, is_asked_for=key.required,
                    )  # fmt: skip
        else:
            meant = next((one for one in KEYS if typed.keys[-1:] == (one.named(english=self.english),)), None)
            if meant is not None:
                yield from self.values(meant.english)

    # --- values

    def values(self, key: str) -> Iterator[Item]:
        if key == "rule":
            yield from self.rules()
        elif key == "place":
            rule = self.section.mapping.get(KEYS[0].named(english=self.english))
            wanted = rule.value if isinstance(rule, Scalar) and isinstance(rule.value, str) else ""
            found = [one for one in self.open() if not wanted or is_finding_of(wanted, one)]
            places = dict.fromkeys(filter(None, map(place_of, found)))
            for place in list(places)[:MOST_PLACES]:
                yield self.value(place, next(one for one in found if place_of(one) == place).message(self.language))
        elif key == "until":
            submission = self.known.submission if self.known is not None else None
            if submission is not None and submission.year is not None and not self.typed.opening:
                day = f"{max(submission.year, today().year)}-12-31"
                yield self.item(day, day, Kind.Value)
        else:
            name = KEYS[[one.english for one in KEYS].index(key)].named(english=self.english)
            answers = self.root.get(self.section.path[0])
            rows = answers.items if isinstance(answers, Sequence) else []
            words = dict.fromkeys(texts_under(name, rows, besides=self.section.mapping))
            yield from (self.value(word) for word in words if word.strip())

    def rules(self) -> Iterator[Item]:
        """Those that find fault here and may be answered; behind them the others of the form."""
        if self.known is None or self.known.checked.submission is None or self.known.program is None:
            return
        form = self.known.checked.submission.form
        failing: dict[str, list[Diagnostic]] = {}
        for one in self.open():
            failing.setdefault(answer_to(one, "").rule, []).append(one)
        for name, found in failing.items():
            more = f"  ×{len(found)}" if len(found) > 1 else ""
            yield self.value(name, found[0].message(self.language) + more, is_asked_for=False)
        for check in sorted(self.known.program.checks(form), key=lambda one: one.derived):
            name = check.own_name
            if name not in failing:
                yield self.value(name)

    def open(self) -> Iterable[Diagnostic]:
        """The findings that may be answered, and that no other answer does."""
        found = self.known.checked.diagnostics if self.known is not None else []
        start = self.section.mapping.span.start
        here = self.source.name
        return [
            one for one in found
            if _is_open(one) or (
                one.answer is not None and one.answer.place.source.name == here and one.answer.place.span.start == start
            )
        ]  # fmt: skip

    def value(self, word: str, detail: str = "", *, is_asked_for: bool = False) -> Item:
        return self.item(word, in_fitting_quotes(word), Kind.EnumMember, detail, is_asked_for=is_asked_for)


def _blank(text: str, blanks: Blanks) -> str:
    return blanks.blank(None, text)


def _is_open(finding: Diagnostic) -> bool:
    return finding.answer is None and may_answer(finding)
