"""Findings as rows of a table, for CSV and XLSX: the columns, and what stands in each.

Texts and whole numbers only; how a text is kept from being taken for a formula is each output's own.
"""

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, rendered
from gouji.lint.output.told import cell_of, path_of, rule_of
from gouji.lint.terminal_text import seen

COLUMNS = (
    "file", "line", "column", "severity", "category", "rule", "code", "cell", "message", "explanation", "difference",
    "tolerance", "basis", "help", "regraded", "reason", "answer", "by", "until",
)  # fmt: skip


def heading(language: Language) -> list[str]:
    """The names of the columns."""
    return [text(f"output.column.{column}", language) for column in COLUMNS]


def row(one: Diagnostic, language: Language) -> list[str | int]:
    """A finding, a cell a column."""
    start = one.place.start
    answer, regraded = one.answer, one.regraded
    texts = (
        one.message(language),
        "\n".join(one.explained(language)),
        str(rendered(one.difference, language)),
        str(rendered(one.tolerance, language)),
        one.basis,
        one.help(language),
        text(f"output.severity.{regraded.before}", language) if regraded is not None else "",
        regraded.reason if regraded is not None else "",
        answer.reason if answer is not None else "",
        answer.by if answer is not None else "",
        answer.until if answer is not None else "",
    )
    return [
        path_of(one.place.source.name),
        start.line,
        start.column,
        text(f"output.severity.{one.severity}", language),
        text(f"output.category.{one.category}", language),
        rule_of(one),
        one.code.id,
        cell_of(one),
        *map(seen, texts),
    ]
