"""How many slips of a single cell are noticed: each cell of the example forms is changed in memory, one at a time.

    make bench   or   .venv/bin/python bench/sensitivity.py [--missed]

Deterministic. A slip counts as noticed where the changed form has a finding, by its check and line, that the form as
published has not. `--missed` lists the others, one a line.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generated import EXAMPLES

from gouji.lang.located import Mapping, Node, Scalar, Sequence
from gouji.lang.prose import figures, years
from gouji.lang.quantities import split_quantity
from gouji.lang.source import Source, Span
from gouji.lang.values import TargetKind, parse_target
from gouji.lint.engine import check_text
from gouji.lint.files import read_text
from gouji.lint.library import Library
from gouji.lint.toml_reader import read_toml

PROSE = ("单位主要职能", "机构设置及人员配置", "中长期目标", "年度目标")
TARGETS, NAMES, HEADINGS = "指标值", ("名称", "三级指标"), ("一级指标", "二级指标")
OTHER_COMPARATOR = {"≥": "≤", "≤": "≥", "=": "≥"}


class Slip(NamedTuple):
    """One change: the kind of cell, what was done to it, and the new text of a span."""

    cell: str
    change: str
    span: Span
    text: str


@dataclass(slots=True)
class Score:
    made: int = 0
    noticed: int = 0
    missed: list[str] = field(default_factory=list)


# --- what people get wrong


def digits_changed(text: str) -> Iterator[tuple[str, str]]:
    """A figure's text with each digit in turn another one, and with its decimal point moved either way."""
    for at, letter in enumerate(text):
        if letter.isdecimal():
            other = str((int(letter) + 3) % 10)
            if at or other != "0" or len(text) == 1 or text[1] == ".":
                yield "a digit", text[:at] + other + text[at + 1 :]
    whole, _, fraction = text.partition(".")
    if text.strip("0.") and text.isascii():
        yield "ten times", f"{whole}{fraction[:1] or '0'}" + (f".{fraction[1:]}" if fraction[1:] else "")
        less = f"{whole[:-1] or '0'}.{whole[-1]}{fraction}".rstrip("0").rstrip(".")
        yield "a tenth", less


def name_slips(name: str) -> Iterator[tuple[str, str]]:
    """A name with a character left out, two swapped, and one of another word."""
    middle = len(name) // 2
    yield "a character left out", name[:middle] + name[middle + 1 :]
    if len(name) > 2 and name[middle - 1] != name[middle]:
        yield "two characters swapped", name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
    yield "another character", name[:middle] + "某" + name[middle + 1 :]


def target_slips(text: str) -> Iterator[tuple[str, str, str]]:
    """Cell kind, change and new text of a target."""
    target = parse_target(text)
    if target.kind is not TargetKind.QUANTITY:
        kind = "word as target"
        yield kind, "blank", ""
        if target.kind is TargetKind.WORD:
            yield kind, "another word", f"不{text}"
            yield kind, "a character left out", text[:-1]
        return
    start = 1 if text[0] in OTHER_COMPARATOR else 0
    number, unit = split_quantity(text[start:])
    sign = text[:start]
    kind = "% target" if unit == "%" else "amount or count as target"
    for change, other in digits_changed(number):
        yield kind, change, f"{sign}{other}{unit}"
    if unit:
        yield kind, "unit dropped", f"{sign}{number}"
    for scale in ("亿", "万"):
        if unit.startswith(scale):
            yield kind, "scale dropped", f"{sign}{number}{unit.removeprefix(scale)}"
            yield kind, "another scale", f"{sign}{number}{'万' if scale == '亿' else '亿'}{unit.removeprefix(scale)}"
    if sign:
        yield kind, "another comparator", f"{OTHER_COMPARATOR[sign]}{number}{unit}"
        yield kind, "number dropped", f"{sign}{unit}"
    yield kind, "blank", ""


def prose_slips(text: str) -> Iterator[tuple[str, str, str]]:
    """Cell kind, change and the whole text with one figure or year changed."""
    for figure in figures(text):
        number, unit = split_quantity(figure.text)
        if number:
            for change, other in digits_changed(number):
                yield "figure in prose", change, f"{text[: figure.start]}{other}{unit}{text[figure.end :]}"
            yield "figure in prose", "unit dropped", f"{text[: figure.start]}{number}{text[figure.end :]}"
    for year in years(text):
        yield "year", "last year's", f"{text[: year.start]}{year.year - 1}{text[year.end :]}"
        yield "year", "digits swapped", f"{text[: year.start]}{str(year.year)[:2]}42{text[year.end :]}"


def slips(node: Node, key: str = "") -> Iterator[Slip]:
    """Every change of every value of a form."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from slips(item, key)
    elif isinstance(node, Mapping):
        half, whole = node.get("半年"), node.get("全年")
        if isinstance(half, Scalar) and isinstance(whole, Scalar) and half.text != whole.text:
            between = Span(half.span.start, whole.span.end)
            percent = "% target" if "%" in half.text else "amount or count as target"
            kind = percent if key == TARGETS else "money"
            yield Slip(kind, "periods swapped", between, f'{whole.text}, "全年" = {half.text}')
        for entry in node:
            yield from slips(entry.node, key if entry.key in ("半年", "全年") else entry.key)
    elif key == "year":
        for change, other in (("last year's", "2023"), ("digits swapped", "2042"), ("digits swapped", "2204")):
            yield Slip("year", change, node.span, other)
    elif key == "form":
        return
    elif not isinstance(node.value, str):
        for change, other in digits_changed(node.text):
            yield Slip("money", change, node.span, other)
        yield Slip("money", "blank", node.span, '""')
    else:
        for kind, change, other in text_slips(key, node.value):
            yield Slip(kind, change, node.span, f'"{other}"')


def text_slips(key: str, text: str) -> Iterator[tuple[str, str, str]]:
    if key == TARGETS:
        yield from target_slips(text)
    elif key in PROSE:
        yield from prose_slips(text)
    elif key in NAMES:
        kind = "name of a project" if key == "名称" else "name of an indicator"
        yield from ((kind, change, other) for change, other in name_slips(text))
        yield from (("year", "last year's", text.replace(str(one.year), str(one.year - 1))) for one in years(text))
        yield kind, "blank", ""
    elif key in HEADINGS:
        yield from (("heading", change, other) for change, other in name_slips(text))
        yield "heading", "blank", ""


# --- what is noticed


def findings(source: Source, path: Path, library: Library) -> Counter[tuple[str, str, int]]:
    """How often each check speaks about each line."""
    found = check_text(source, path, library).diagnostics
    return Counter((one.code.id, one.rule, source.position(one.place.span.start)[0]) for one in found)


def measure(path: Path, library: Library, scores: dict[tuple[str, str], Score]) -> None:
    """Makes every slip in one form and enters whether it was noticed."""
    source = read_text(path, path.name)
    published = findings(source, path, library)
    for slip in slips(read_toml(source).root):
        text = source.text
        changed = Source(path.name, text[: slip.span.start] + slip.text + text[slip.span.end :])
        score = scores.setdefault((slip.cell, slip.change), Score())
        score.made += 1
        if findings(changed, path, library) - published:
            score.noticed += 1
        else:
            line = source.position(slip.span.start)[0]
            score.missed.append(f"{path.name}:{line}: {text[slip.span.start : slip.span.end]} -> {slip.text}")


def main() -> None:
    scores: dict[tuple[str, str], Score] = {}
    library = Library()
    for path in EXAMPLES:
        measure(path, library, scores)
    print(
        "\n## Slips of one cell that are noticed\n\n| cell | change | made | noticed | share |\n| --- | --- | --- | --- | --- |"
    )
    for kind in dict.fromkeys(cell for cell, _ in scores):
        of_kind = [(change, score) for (cell, change), score in scores.items() if cell == kind]
        for change, score in of_kind:
            print(row(kind, change, score.made, score.noticed))
        print(row(f"**{kind}**", "all", sum(one.made for _, one in of_kind), sum(one.noticed for _, one in of_kind)))
    print(
        row("**every cell**", "", *(sum(getattr(one, what) for one in scores.values()) for what in ("made", "noticed")))
    )
    if "--missed" in sys.argv:
        for (cell, change), score in scores.items():
            for missed in score.missed:
                print(f"{cell}, {change}: {missed}")


def row(cell: str, change: str, made: int, noticed: int) -> str:
    return f"| {cell} | {change} | {made:,} | {noticed:,} | {100 * noticed / made:.1f}% |"


if __name__ == "__main__":
    main()
