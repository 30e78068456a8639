"""How long one filled form takes: the whole command, then reading, binding and checking alone.

    make bench   or   .venv/bin/python bench/one_form.py

The second form has 80 indicators and is held against some 80 checks (derived and written); every third of them are about the
27 checks over 84 rows that other engines were measured with.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from generated import EXAMPLES, form_text, rule_text
from measuring import median_ms, show

from gouji.lang.bind import bind
from gouji.lang.run import CompiledForm, compiled
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.files import read_text
from gouji.lint.library import Library
from gouji.lint.toml_reader import read_toml


def whole_process() -> list[tuple[str, str, str]]:
    """The command as a user starts it, beside an interpreter that does nothing."""
    bare = median_ms(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 15)
    command = [sys.executable, "-m", "gouji", "check", str(EXAMPLES[-1])]
    checked = median_ms(lambda: subprocess.run(command, check=False, capture_output=True), 15)
    return [
        ("python -c pass", f"{bare:.0f} ms", ""),
        ("gouji check, one form, cold", f"{checked:.0f} ms ({checked / bare:.0f} × bare Python)", "< 400 ms"),
    ]


def warm(path: Path, library: Library) -> list[tuple[str, str, str]]:
    """One form again and again, in steps."""
    checked = check_form(path, CheckContext(library))
    assert checked.submission is not None and checked.rules is not None
    form = checked.submission.form
    source = read_text(path, path.name)
    document = read_toml(source)
    checks = compiled(checked.rules.program, form)
    instances = sum(len(check.instances) for check in checked.rules.program.checks(form))
    standard = median_ms(lambda: tomllib.loads(source.text))
    reading = median_ms(lambda: read_toml(source))
    binding = median_ms(lambda: bind(form, checked.submission.year, document.root, source))
    submissions = [bind(form, checked.submission.year, document.root, source).submission for _ in range(200)]
    fresh = iter(submissions)
    checking = median_ms(lambda: checks.run(next(fresh)), 150)
    third = CompiledForm(form, checked.rules.program.checks(form)[::3])
    again = iter(submissions[::-1])
    fewer = median_ms(lambda: third.run(next(again)), 50)
    whole = median_ms(lambda: check_form(path, CheckContext(library)))
    title = f"{path.name}: {instances} checks, {sum(len(table.spans) for table in checked.submission.tables)} rows"
    return [
        (title, f"{len(checked.diagnostics)} findings", ""),
        ("TOML with places", f"{reading:.2f} ms ({reading / standard:.1f} × tomllib)", ""),
        ("cells bound to the form", f"{binding:.2f} ms", ""),
        ("checking alone", f"{checking:.3f} ms = {1000 / checking:,.0f} forms/s", "< 0.5 ms"),
        (f"every third check ({count(third)})", f"{fewer:.3f} ms = {1000 / fewer:,.0f} forms/s", "≥ 8,000 forms/s"),
        ("all, file to findings", f"{whole:.2f} ms", "< 12 ms"),
    ]


def count(form: CompiledForm) -> int:
    """Checks, one for each place that they are made of."""
    return len(form.runners)


def main() -> None:
    show("One form, whole process", whole_process())
    library = Library()
    for path in EXAMPLES:
        show(f"One form, warm: {path.stem}", warm(path, library))
    with tempfile.TemporaryDirectory() as folder:
        rules, form = Path(folder, "rules.gj"), Path(folder, "form.toml")
        rules.write_text(rule_text(12), encoding="utf-8")
        form.write_text(form_text(80, 20), encoding="utf-8")
        show("One form, warm: 80 indicators, 20 projects, no fault", warm(form, Library()))


if __name__ == "__main__":
    main()
