"""Do the texts of the language say what they should: complete for every report, plain, and in step with the tables?

That every code has its texts, alike in both languages, is held by tests/test_house.py. Never tests when a code applies.
"""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

import gouji.lang.codes
import gouji.lint.codes
from gouji.lang import diagnostic as diagnostic_module
from gouji.lang.builtins import CATEGORIES, DOCUMENTS, SIGNATURES, STATES
from gouji.lang.catalogue import LANGUAGES, Language, has, text
from gouji.lang.codes import CODES
from gouji.lang.diagnostic import OPTIONAL_ARGUMENTS, Category, Diagnostic, Severity, Term
from gouji.lang.keywords import KEYWORDS, SYMBOLS
from gouji.lang.outcomes import Verdict
from gouji.lang.parse import parse, parse_expression
from gouji.lang.parse_table import GRAMMAR_FILE
from gouji.lang.source import Place, Source, Span
from gouji.lang.types import Kind
from gouji.lint.engine import check_files

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGE = ROOT / "src" / "gouji"
MODULES = {room: sorted((PACKAGE / room).resolve().rglob("*.py")) for room in ("lang", "lint", "lsp", "cli")}
CHINESE = re.compile("[\u4e00-\u9fff]")
ANY_PLACE = Place(Source("x.gj", ""), Span(0, 0))

# Modules of the language that hold Chinese words other than texts, and why.
HOLD_CHINESE = {
    "comparisons.py": "keywords quoted in a message",
    "expressions.py": "keywords quoted in a message",
    "keywords.py": "spellings of keywords and comparators",
    "builtins.py": "names of functions, states, documents and categories",
    "references.py": "direction and its words, as they are written in rules",
    "unit_table.py": "units",
    "units.py": "units that are spelt with 个",
    "dimensions.py": "names of dimensions",
    "amounts.py": "a unit that is looked up",
    "typed.py": "a unit that is looked up",
    "functions.py": "units that do not accumulate, and words for stocks",
    "forms.py": "a unit that is looked up",
    "form_faults.py": "a keyword quoted in a message",
    "lexer.py": "dates in rules",
    "slips.py": "dates in rules, and quotation marks",
    "parse_mend_statements.py": "words between two years, and words that negate",
    "switches.py": "ends of the names of checks",
    "glued.py": "the 不 of words that negate an operator",
    "parse_faults.py": "the 不 of words that negate an operator",
    "dates.py": "dates",
    "targets.py": "comparators in words",
    "target_reader.py": "words and signs in targets",
    "target_numerals.py": "Chinese numerals",
    "target_designations.py": "signs and words of proportions, hours and grades",
    "target_slips.py": "words and signs before figures, and words that give no target",
    "target_parts.py": "words in a column of comparators or units",
    "target_oddities.py": "words in the names of averages and changes, and misspelt words",
    "unit_tails.py": "units that stand after another",
    "mentions.py": "words around years and figures that a text refers to, and units of time",
    "values.py": "units that also stand in dates",
    "prose.py": "words around figures in running text",
    "derive.py": "ends of the names of checks",
    "bind.py": "ends of the names of checks",
    "bind_findings.py": "ends of the names of checks",
    "bind_targets.py": "ends of the names of checks, and a unit",
    "wanted.py": "dates, and examples of what to write",
    "head_keys.py": "keys of a target file",
}


def literal_texts(tree: ast.AST) -> Iterator[str]:
    """The string constants of a module without its docstrings."""
    docstrings: set[ast.expr] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            docstrings |= {one.value for one in body if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.value


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_texts_stand_in_the_catalogues() -> None:
    """Chinese in the code of the language is part of the language, in the modules listed, and never a text to show."""
    holding = {path.name for path in MODULES["lang"] if any(map(CHINESE.search, literal_texts(parsed(path))))}
    assert sorted(holding - HOLD_CHINESE.keys()) == []
    assert sorted(HOLD_CHINESE.keys() - holding) == []


# --- keys


def read_keys() -> Iterator[str]:
    """Every key of the catalogues; that both languages have the same is held by tests/test_house.py."""
    for room in MODULES:
        with (PACKAGE / room / "messages" / "zh.po").open("rb") as stream:
            yield from (str(message.id) for message in read_po(stream) if message.id)


KEYS = frozenset(read_keys())


def keys(prefix: str = "") -> set[str]:
    return {key for key in KEYS if key.startswith(prefix)}


def made_keys(path: Path) -> Iterator[tuple[str, str]]:
    """What stands before the first `{…}` of every key that is made with an f-string, with its place."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Term", "text", "has"):
            key = node.args[0] if node.args else None
            if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                yield str(key.values[0].value), f"{path.name}:{node.lineno}"


def test_keys_that_are_put_together_exist() -> None:
    """Each f-string that makes a key begins as some key does."""
    made = [one for paths in MODULES.values() for path in paths for one in made_keys(path)]
    assert {prefix for prefix, _ in made} >= {"token.", "type.", "value.", "target-problem."}
    assert [one for one in made if not keys(one[0])] == []


def problem_words() -> set[str]:
    """The words that say what is odd in a target, as its three readers write them."""
    words: set[str] = set()
    readers = ("target_reader.py", "target_numerals.py", "target_slips.py")
    nodes = [node for name in readers for node in ast.walk(parsed(ROOT / "lang" / name))]
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "malformed",
            "_slip",
        ):
            words |= {word for argument in node.args for word in literal_texts(argument)}
        elif isinstance(node, ast.keyword) and node.arg == "problem":
            words |= set(literal_texts(node.value))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "problem":
            words |= {word for word in literal_texts(node.value) if "-" in word}
    return words - {""}


def field_kinds() -> set[str]:
    """The types that a field may have, as keywords in lower case."""
    return set("text number count money ratio date target choice reference".split())


def terminals_without_spelling() -> set[str]:
    """The terminals of the grammar that messages name in words."""
    written = (ROOT / "lang" / GRAMMAR_FILE).read_text(encoding="utf-8")
    terminals = {name for line in re.findall(r"^%declare (.*)$", written, re.MULTILINE) for name in line.split()}
    signs = {kind for kinds in SYMBOLS.values() for kind in kinds}
    return {name.lower() for name in terminals - KEYWORDS.keys() - signs}


FAMILIES: dict[str, set[str]] = {
    "token.": {"written", "end", *terminals_without_spelling()},
    "type.": {*(kind.value for kind in Kind), "number-of", "ratio", "places"},
    "value.": {"group", "rows", "row", "periods", "no-unit", *field_kinds()},
    "value-problem.": {"too-large", "not-whole"},
    "target-problem.": problem_words(),
    "direction.": {"higher", "lower"},
    "verdict.": {verdict.value for verdict in Verdict} | {"unreached"},
    "function.": set(SIGNATURES),
    "state.": set(STATES.values()),
    "document.": set(DOCUMENTS.values()),
    "keyword.": set(KEYWORDS),
    "parameter.": {kind for function in SIGNATURES.values() for kind in function.parameters},
    "result.": {function.result for function in SIGNATURES.values()},
    "reference.when.": set(OPTIONAL_ARGUMENTS),
    "output.severity.": {severity.value for severity in Severity},
    "output.category.": {category.value for category in Category},
}


@pytest.mark.parametrize("prefix", FAMILIES)
def test_family_of_keys_is_as_large_as_its_table(prefix: str) -> None:
    """Every value of a table has its text, and no text is left of a value that is no more."""
    assert {key.removeprefix(prefix) for key in keys(prefix)} == FAMILIES[prefix]


def test_each_reason_is_given_somewhere() -> None:
    """The reasons why a check has no verdict: those in the code and those in the catalogue are the same."""
    written = {one for path in MODULES["lang"] for one in literal_texts(parsed(path)) if one.startswith("reason.")}
    written |= {f"reason.no-{document}" for document in DOCUMENTS.values()}
    assert written - {"reason.no-"} == keys("reason.")


def test_words_that_a_text_lists_are_those_of_the_tables() -> None:
    """Help that lists all functions, types, states or categories names each of them."""
    chinese, english = (text("code.unknown-function.help", language) for language in LANGUAGES)
    assert [one.chinese for one in SIGNATURES.values() if one.chinese not in chinese] == []
    assert [one.id for one in SIGNATURES.values() if one.id not in english] == []
    types = {KEYWORDS[kind.upper()] for kind in field_kinds()}
    for code, listed in (
        ("unknown-type", {(one.chinese[0], one.english[0]) for one in types}),
        ("unknown-state", {(word, id) for word, id in STATES.items() if not word.isascii() and word != "空"}),
        ("unknown-category", {(word, id) for word, id in CATEGORIES.items() if not word.isascii()}),
    ):
        for part in ("help", "help.nearest"):
            chinese, english = (text(f"code.{code}.{part}", language) for language in LANGUAGES)
            assert [word for word, _ in listed if word not in chinese] == [], code
            assert [word for _, word in listed if word not in english] == [], code


# --- variants and names to fill in


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_variants_are_of_optional_arguments_and_stand_in_for_a_text() -> None:
    """`code.<id>.<part>.<argument>` names an optional argument and has a text without it; each argument has a use."""
    variants = [key.split(".") for key in keys("code.") if key.count(".") > 2]
    assert [one for one in variants if one[2] not in ("message", "help")] == []
    assert [one for one in variants if not has(".".join(one[:3]), "zh")] == []
    assert {one[3] for one in variants} == set(OPTIONAL_ARGUMENTS)


def test_variant_is_taken_where_its_argument_says_something() -> None:
    """The nearest name first, then the known ones, else the plain text; braces in a value are left alone."""
    code = CODES["unknown-field"]
    plain, known, near = (
        Diagnostic(code, ANY_PLACE, {"name": "{0}", "nearest": nearest, "known": listed}).help("en")
        for nearest, listed in (("", ()), ("", ("甲", "乙")), ("丙", ("甲", "乙")))
    )
    assert "{0} : money" in plain
    assert "甲, 乙" in known
    assert near == "Did you mean “丙”?"


def test_argument_that_was_not_given_is_shown_as_a_dash() -> None:
    """A mistake in the tool is no reason to lose a finding."""
    assert Diagnostic(CODES["unknown-field"], ANY_PLACE, {}).message("zh") == "没有“—”这个栏目"


class Site(NamedTuple):
    """A call that reports a code, with the arguments that can be seen to be given there."""

    code: str
    place: str
    arguments: frozenset[str]


# What the functions that report add to what is given to them.
ADDED = {
    ("bind.py", "report"): {"cell"},
    ("bind_findings.py", "report"): {"cell"},
    ("bind_targets.py", "report"): {"cell"},
    ("", "unknown"): {"name", "nearest", "known"},
    ("target_parts.py", "report"): {"cell"},
    ("discover.py", "_problem"): {"path"},
    ("files.py", "_unreadable"): {"path"},
    ("rules.py", "Check"): {"cell", "rule", "left", "operator", "right"},
    ("toml_tables.py", "_report"): {"key", "line"},
    ("toml_values.py", "_unterminated"): {"opening"},
    # From explain.py and remedies.py; those of comparisons and of single kinds are seen by the broken forms below.
    ("derive.py", "check"): {
        *("cell", "field", "text", "wanted", "left", "right", "operator", "relation", "difference", "blanks", "other"),
        *("heading", "nearest", "first"),
    },
}
CODES_BY_NAME = {
    room: {name: code.id for name, code in vars(module).items() if isinstance(code, diagnostic_module.Code)}
    for room, module in (("lang", gouji.lang.codes), ("lint", gouji.lint.codes))
}
BOTH_ROOMS = CODES_BY_NAME["lint"] | CODES_BY_NAME["lang"]


def sites() -> Iterator[Site]:
    """Every call with a code among its arguments where the others are written out, not in a variable."""
    for path in (*MODULES["lang"], *MODULES["lint"]):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            reported = [name for argument in node.args for name in code_names(argument)]
            callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = {keyword.arg for keyword in node.keywords if keyword.arg}
            if callee in ("Fault", "Diagnostic"):
                if not isinstance(node.args[2], ast.Dict):
                    continue
                given = {str(key.value) for key in node.args[2].keys if isinstance(key, ast.Constant)}
            given |= ADDED.get((path.name, callee), ADDED.get(("", callee), set()))
            for name in reported:
                yield Site(BOTH_ROOMS[name], f"{path.name}:{node.lineno}", frozenset(given))


def code_names(argument: ast.expr) -> Iterator[str]:
    """`codes.NAME`, or `NAME` as discover.py imports it, alone or as the branches of an `if`."""
    if isinstance(argument, ast.IfExp):
        yield from code_names(argument.body)
        yield from code_names(argument.orelse)
    elif isinstance(argument, ast.Attribute) and argument.attr in BOTH_ROOMS:
        yield argument.attr
    elif isinstance(argument, ast.Name) and argument.id in BOTH_ROOMS:
        yield argument.id


def test_texts_name_only_what_is_given_where_the_code_is_reported() -> None:
    """Every `{name}` of message and help is among the arguments of every call that reports the code."""
    found = list(sites())
    assert len({site.code for site in found}) > 100
    wrong = []
    for site in found:
        for part in ("message", "help"):
            for key in keys(f"code.{site.code}.{part}"):
                optional = key.removeprefix(f"code.{site.code}.{part}").lstrip(".")
                missing = names_in(text(key, "zh")) - site.arguments
                if missing and (not optional or optional in site.arguments):
                    wrong.append(f"{site.place}: {key}: {sorted(missing)}")
    assert wrong == []


# --- broken rules and forms: what is really said

RULES = (HERE / "broken-rules.txt").read_text(encoding="utf-8")
FORMS = (HERE / "broken-forms.txt").read_text(encoding="utf-8")
FORM = (HERE / "broken-form.gj").read_text(encoding="utf-8")

# What stands around a clause of a rule, and around a member of a form.
RULE = "    规则 某规则 {{\n        {}\n    }}"
BASE = """维度 期间 累计 {{ 半年, 全年 }}
表样 测试表 {{
    单位名称 : 文本
    日期 : 日期
    资金总额 : 金额 合计自 甲, 乙
    甲 : 金额
    乙 : 金额
    人数 : 数量 计量单位 人
    分组 支出 {{
        项目支出 : 金额 按 期间 合计自 项目.金额
        明细表 项目 键 名称 {{
            名称 : 文本
            金额 : 金额 按 期间
        }}
    }}
    明细表 无键表 {{ 说明 : 文本 }}
    明细表 指标 键 三级指标 {{
        一级指标 : 选项 决策, 过程, 履职
        三级指标 : 文本
        指标值 : 目标值 按 期间
        行 预算执行率 {{ 一级指标 过程 计量单位 % }}
    }}
{}
}}
"""


class Case(NamedTuple):
    """A broken text and the codes that must be found in it."""

    codes: frozenset[str]
    text: str


def cases(written: str) -> Iterator[tuple[list[str], str]]:
    """The words after each `###`, and the text below them."""
    for case in written.split("\n### ")[1:]:
        header, _, body = case.partition("\n")
        yield header.split(", "), body.rstrip("\n") + "\n"


def rule_cases() -> list[Case]:
    found = []
    for (code, place), body in cases(RULES):
        member = RULE.format(body) if place == "clause" else body
        found.append(Case(frozenset({code}), body if place == "file" else BASE.format(member)))
    return found


def form_cases() -> list[Case]:
    top = 'form = "测试表"\nyear = 2024\n'
    return [
        Case(frozenset(codes), body if body.startswith(("form", "year")) else top + body)
        for codes, body in cases(FORMS)
    ]


def found_in(case: Case, suffix: str, folder: Path) -> list[Diagnostic]:
    (folder / f"broken{suffix}").write_text(case.text, encoding="utf-8")
    if suffix == ".toml":
        (folder / "form.gj").write_text(FORM, encoding="utf-8")
    return [one for report in check_files([folder / f"broken{suffix}"]) for one in report.diagnostics]


def named(case: Case) -> str:
    return " ".join(sorted(case.codes))


def assert_well_said(diagnostic: Diagnostic, language: Language) -> None:
    """Nothing is missing, no key shows through, and Chinese and English keep to themselves."""
    for said in (diagnostic.message(language), diagnostic.help(language)):
        where = f"{diagnostic.code.id}: {said}"
        assert said, where
        assert "\0" not in said, f"names an argument that was not given: {where}"
        assert not re.search(r"\b(code|token|type|value|reason|target-problem|value-problem|direction)\.[a-z]", said), (
            where
        )
        assert "“”" not in said, where
    if language == "zh":
        assert CHINESE.search(diagnostic.message("zh"))


@pytest.fixture
def marked_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an argument is missing a text holds a NUL, which nobody writes."""
    monkeypatch.setattr(diagnostic_module, "_NOTHING", "\0")


@pytest.mark.usefixtures("marked_gaps")
@pytest.mark.parametrize("case", rule_cases(), ids=named)
def test_broken_rules_are_told_in_full(case: Case, tmp_path: Path) -> None:
    """The code is found, and every message of the file is complete in both languages."""
    found = found_in(case, ".gj", tmp_path)
    assert case.codes <= {one.code.id for one in found}
    for diagnostic in found:
        for language in LANGUAGES:
            assert_well_said(diagnostic, language)


@pytest.mark.usefixtures("marked_gaps")
@pytest.mark.parametrize("case", form_cases(), ids=named)
def test_broken_forms_are_told_in_full(case: Case, tmp_path: Path) -> None:
    """The codes are found, and every message names its cell and is complete in both languages."""
    found = found_in(case, ".toml", tmp_path)
    assert case.codes <= {one.code.id for one in found}
    for diagnostic in found:
        for language in LANGUAGES:
            assert_well_said(diagnostic, language)
            assert str(diagnostic.arguments.get("cell", "")) in diagnostic.message(language)


def test_every_code_of_the_language_is_shown_broken() -> None:
    """A new code comes with a text in which it is found."""
    shown = {code for case in (*rule_cases(), *form_cases()) for code in case.codes}
    assert sorted(CODES.keys() - shown) == []


# --- manner


@pytest.mark.parametrize("id", CODES)
def test_texts_keep_to_the_manner(id: str) -> None:
    """Summary and help are sentences, the message is not; a summary holds no names to fill in."""
    for language in LANGUAGES:
        stop = "。" if language == "zh" else "."
        said = {key: text(key, language) for key in keys(f"code.{id}.")}
        for key, one in said.items():
            assert one == one.strip(), key
            if key.split(".")[2] == "message":
                assert not one.endswith(stop), key
            else:
                assert one.endswith((stop, "？", "?", "..", "…")), key
        assert not names_in(said[f"code.{id}.summary"])


@pytest.mark.parametrize("key", sorted(keys()))
def test_chinese_has_chinese_punctuation(key: str) -> None:
    """No half-width punctuation after a Chinese character where the sentence goes on."""
    sentence = re.sub(r'"[^"]*"|\{\{.*?\}\}|\([^)]*\)|[^ ，。；：、“]+\([^)]*\)', "", text(key, "zh"))
    assert not re.search("[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff]:(?! )", sentence), sentence


@pytest.mark.parametrize("function", SIGNATURES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_functions_can_be_written(function: str, language: Language) -> None:
    """What stands after 例如 or E.g. parses, and uses the function by its name in that language."""
    _, found, example = text(f"function.{function}", language).partition("例如 " if language == "zh" else "E.g. ")
    assert found
    name = SIGNATURES[function].chinese if language == "zh" else function
    assert f"{name}(" in example
    if example.startswith(("每个 ", "each ")):
        tree = parse(Source("x.gj", f"规则 甲 于 乙 {{\n    {example}\n    应 丙 > 0\n}}"))
        assert tree.diagnostics() == []
    else:
        assert parse_expression(example)[1] == []


def test_term_is_rendered_inside_a_text() -> None:
    """An argument that differs by language is put in the language of the text."""
    wrong = Diagnostic(CODES["not-a-number"], ANY_PLACE, {"type": Term("type.text")})
    assert (wrong.message("zh"), wrong.message("en")) == ("这里要用数，写的却是文字", "a number belongs here, not text")
