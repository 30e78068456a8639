"""Items of a declaration -> lines: indents, blank lines, columns shared by neighbours.

Where lines end depends on the words and their comments, not on how they were spread before; only whether a row stands
on one line is the author's choice. Never changes a word.
"""

from collections.abc import Iterable

from gouji.lang.format_items import Item, Sort
from gouji.lang.format_statement import INDENT, LINE_WIDTH, Line, commented, lay_out_statement, one_line
from gouji.lang.format_words import Comment, Word, width

# Rows are read down their columns, like a printed table, so they may be wider than a sentence.
ROW_WIDTH = 120


def lay_out(item: Item) -> list[Line]:
    """The lines of a top-level declaration, without the comments above it."""
    lines: list[Line] = []
    _add(item, 0, 0, _short_body(item, 0), lines)
    return lines


def comment_lines(comments: Iterable[Comment], indent: int) -> list[Line]:
    return [Line(indent, comment.text, blank=comment.blank) for comment in comments]


def _add(item: Item, indent: int, column: int, short: str, lines: list[Line]) -> None:
    """Adds an item's lines.

    `column` is the width of what its name or keyword shares with its neighbours; `short` is its body if that stands on
    the same line.
    """
    words = item.words
    begin = len(lines)
    padding = max(0, column - words[0].width) if item.sort is not Sort.ROW else 0
    if item.sort is Sort.CLAUSE:
        _add_clause(words, indent, padding, lines)
    elif item.close is None:
        hanging = indent if item.sort is Sort.LIST else indent + INDENT
        attributes = item.sort is Sort.FIELD
        lay_out_statement(words, indent, hanging, lines, padding=padding, attributes=attributes)
    elif short:
        head = one_line(words[:-1], padding)
        room = ROW_WIDTH - indent - width(head) - width(short)
        blanks = max(1, min(column - words[1].width + 1, room)) if item.sort is Sort.ROW else 1
        lines.append(Line(indent, head + " " * blanks + short, item.close.beside))
    else:
        lay_out_statement(words, indent, indent + 2 * INDENT, lines, padding=padding, attributes=True)
        _add_body(item.body, item.close, indent, lines)
    lines[begin].blank = words[0].blank


def _add_clause(words: list[Word], indent: int, padding: int, lines: list[Line]) -> None:
    """A clause, its value in a column of its own; a tolerance that finds no room stands below like another clause."""
    column = words[0].width + padding
    hanging = indent + column + 1
    within = next((number for number, word in enumerate(words) if word.kind == "WITHIN"), 0)
    if within and (commented(words) or indent + width(one_line(words, padding)) > LINE_WIDTH):
        lay_out_statement(words[:within], indent, hanging, lines, padding=padding)
        lines += [Line(indent, comment.text) for comment in words[within].above]
        _add_clause(words[within:], indent, max(0, column - words[within].width), lines)
    else:
        lay_out_statement(words, indent, hanging, lines, padding=padding)


def _add_body(body: list[Item], close: Word, indent: int, lines: list[Line]) -> None:
    """The items between the braces and the closing brace."""
    if not (body or close.above or lines[-1].comment):
        lines[-1].text += close.text
        lines[-1].comment = close.beside
        return
    begin = len(lines)
    inner = indent + INDENT
    shorts = [_short_body(item, inner) for item in body]
    for item, column, short in zip(body, _columns(body, shorts), shorts, strict=True):
        lines += comment_lines(item.words[0].above, inner)
        _add(item, inner, column, short, lines)
    lines += comment_lines(close.above, inner)
    lines.append(Line(indent, close.text, close.beside))
    lines[begin].blank = False


def _short_body(item: Item, indent: int) -> str:
    """The body of a row or an axis with its braces, if it stands on the line of its head; else nothing."""
    row = item.sort in (Sort.ROW, Sort.ADDED)
    if item.close is None or not (row or item.words[0].kind == "AXIS"):
        return ""
    inner = [word for part in item.body for word in part.words]
    spread = row and inner and any(word.first for word in (*inner, item.close))
    if spread or commented([*item.words, *inner, item.close]):
        return ""
    short = "  ".join(one_line(part.words) for part in item.body)
    short = f"{{ {short} }}" if short else "{}"
    limit = ROW_WIDTH if row else LINE_WIDTH
    return short if indent + width(one_line(item.words[:-1])) + 1 + width(short) <= limit else ""


def _columns(items: list[Item], shorts: list[str]) -> list[int]:
    """For each item the width of the column that its first word, or a row's name, shares with its neighbours.

    Neighbours are items of one sort without a blank line between, and all clauses of a rule or a test.
    """
    run_of: list[int | None] = []
    widest: list[int] = []
    run_sort: Sort | None = None
    for item, short in zip(items, shorts, strict=True):
        sort = Sort.CLAUSE if item.sort is Sort.ADDED else item.sort
        own = _first_column(item, short)
        if sort is not run_sort or (sort is not Sort.CLAUSE and item.words[0].set_apart) or (item.body and not own):
            run_sort = sort
            widest.append(0)
        run_of.append(len(widest) - 1 if own else None)
        widest[-1] = max(widest[-1], own)
    return [0 if run is None else widest[run] for run in run_of]


_ALIGNED = (Sort.FIELD, Sort.HEADER, Sort.CLAUSE, Sort.ADDED, Sort.CELL)


def _first_column(item: Item, short: str) -> int:
    """The width of what an item would align with its neighbours, 0 if nothing."""
    if item.sort is Sort.ROW:
        return item.words[1].width if short else 0
    return item.words[0].width if item.sort in _ALIGNED and len(item.words) > 1 else 0
