"""A table of a form as it is printed: columns as they were filled in, equal categories before the names merged.

Draws one table at a time; knows no markup.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from gouji.lang.form_model import FormField, FormTable
from gouji.lang.submission import State
from gouji.lint.report.boxes import Box, Filled, Grid, Heads, headings
from gouji.lint.report.locate import At


def columns_shown(table: FormTable, filled: Filled) -> list[FormField]:
    """The columns of a table in the order in which its rows were filled in, those that nobody filled in left out.

    A column that some rows lack stands behind the one that it follows where it is filled in.
    """
    data = filled.submission.tables[table.index]
    order: list[FormField] = []
    seen: set[tuple[str, ...]] = set()
    for row in range(data.count):
        starts: dict[int, FormField] = {}
        for field in table.fields.values():
            found = [data.columns[slot][row] for slot in field.slots]
            start = min((cell.span.start for cell in found if cell.state != State.ABSENT), default=None)
            if start is not None:
                starts[start] = field
        here = [starts[start] for start in sorted(starts)]
        names = tuple(field.name for field in here)
        if names not in seen:
            seen.add(names)
            _merge(order, here)
    spoken_of = {at.slot for at in filled.spoken_of if at.table == table.index}
    for field in table.fields.values():
        wanted = field.required or field is table.key or spoken_of.intersection(field.slots) or not data.count
        if wanted and field not in order:
            order.append(field)
    return order


def _merge(order: list[FormField], here: Sequence[FormField]) -> None:
    """Puts the columns of a row that are new among those that are known."""
    at = 0
    for field in here:
        if field in order:
            at = max(at, order.index(field) + 1)
        else:
            order.insert(at, field)
            at += 1


def rows_grid(table: FormTable, filled: Filled) -> Grid:
    """The table."""
    columns = columns_shown(table, filled)
    count = filled.submission.tables[table.index].count
    lines: list[list[Box]] = [[] for _ in range(count)]
    together = [(0, count)]  # rows whose categories so far are the same
    in_categories = table.key in columns
    for field in columns:
        in_categories = in_categories and field is not table.key and field.axis is None
        if in_categories:
            boxes = [filled.box(At(table.index, row, field.slots[0]), field) for row in range(count)]
            together = [run for start, end in together for run in _runs(boxes, start, end)]
            for start, end in together:
                lines[start].append(_joined(boxes[start:end]))
            continue
        for slot in field.slots:
            for row, line in enumerate(lines):
                box = filled.box(At(table.index, row, slot), field)
                line.append(_named(box, line, filled) if field is table.key else box)
    title = table.labels[0] if table.labels else table.name
    width = sum(len(field.slots) for field in columns)
    return Grid("rows", title, At(table.index, -1, -1), _heads(columns, table.key), lines, width)


def _runs(boxes: Sequence[Box], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of equal boxes among some; blank ones stand alone."""
    first = start
    for row in range(start + 1, end + 1):
        if row == end or boxes[row].text != boxes[first].text or not boxes[row].text:
            yield first, row
            first = row


def _named(box: Box, line: list[Box], filled: Filled) -> Box:
    """The name of a row, over the columns before it that this row does not have."""
    while line and line[-1].rows == 1 and not line[-1].text and all(map(filled.is_open, line[-1].at)):
        box = box._replace(columns=box.columns + line.pop().columns)
    return box._replace(heads="row")


def _joined(boxes: Sequence[Box]) -> Box:
    """One box over several lines."""
    heads: Heads = "rowgroup" if boxes[0].text else ""
    return boxes[0]._replace(at=tuple(at for box in boxes for at in box.at), heads=heads, rows=len(boxes))


def _heads(columns: Sequence[FormField], key: FormField | None) -> list[list[Box]]:
    """One line of headings, or two where periods stand below what they are the periods of.

    Categories that are called the same have one heading; of other columns, each has its own name then.
    """
    upper: list[Box] = []
    lower: list[Box] = []
    two_lines = any(_names_periods_below(field) for field in columns)
    called = Counter(headings(field)[0] for field in columns if field.axis is None)
    categories = columns[: columns.index(key)] if key is not None and key in columns else ()
    for field in columns:
        own, over = headings(field)
        if _names_periods_below(field):
            upper.append(Box(own, heads="col", columns=len(over)))
            lower += [Box(text, heads="col") for text in over]
        elif field.axis is not None:
            upper += [Box(text, heads="col", rows=1 + two_lines) for text in over]
        elif field in categories and upper and upper[-1].text == own:
            upper[-1] = upper[-1]._replace(columns=upper[-1].columns + 1)
        else:
            text = own if called[own] == 1 or field in categories else field.name
            upper.append(Box(text, heads="col", rows=1 + two_lines))
    return [line for line in (upper, lower) if line]


def _names_periods_below(field: FormField) -> bool:
    return field.axis is not None and len(field.labels) != len(field.coordinates)
