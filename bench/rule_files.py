"""How long 5,000 lines of rules take: parsed, resolved and typed cold, and again after one declaration changed.

make bench   or   .venv/bin/python bench/rule_files.py
"""

import time

from generated import rule_text
from measuring import median_ms, show

from gouji.lang.check import check_program
from gouji.lang.parse import parse, parse_piece
from gouji.lang.parse_table import table
from gouji.lang.source import Source

LINES = 5000


def main() -> None:
    text = rule_text(1)
    while text.count("\n") < LINES:
        text = rule_text(round(text.count("规则 规则") * LINES / text.count("\n")) + 1)
    source = Source("rules.gj", text)
    start = time.perf_counter()
    table()
    tables = (time.perf_counter() - start) * 1000

    def cold() -> None:
        parse_piece.forget()
        assert not [one for one in check_program([parse(source)]).diagnostics() if one.severity == "error"]

    def only_parsed() -> None:
        parse_piece.forget()
        parse(source)

    parsed, checked = median_ms(only_parsed, 5), median_ms(cold, 5)
    before = check_program([parse(source)])
    before.diagnostics()
    edits = iter(range(1000))

    def edited() -> None:
        changed = text.replace("规则 规则7 ", f"规则 规则7改{next(edits)} ", 1)
        check_program([parse(Source("rules.gj", changed))], before).diagnostics()

    again = median_ms(edited, 15)
    show(
        f"{text.count(chr(10)):,} lines of rules, {text.count('规则 规则'):,} rules",
        [
            ("the grammar's tables loaded", f"{tables:.0f} ms", ""),
            ("parsed, cold", f"{parsed:.0f} ms", ""),
            ("parsed, resolved and typed, cold", f"{checked:.0f} ms", "< 1,000 ms"),
            ("one changed declaration re-done", f"{again:.1f} ms ({checked / again:.0f} × less)", "< 10 ms"),
        ],
    )


if __name__ == "__main__":
    main()
