"""Every code that the linter itself may report, declared once.

The texts stand in `messages/*.po` under the code's id. Never holds a text, never decides when a code applies.
"""

from collections.abc import Mapping
from types import MappingProxyType

from gouji.lang import codes
from gouji.lang.diagnostic import Category, Code, Severity

CODES: dict[str, Code] = {}


def _declare(id: str, severity: Severity, category: Category) -> Code:
    code = Code(id, severity, category)
    CODES[id] = code
    return code


def _input(id: str) -> Code:
    return _declare(id, Severity.ERROR, Category.INPUT)


# --- a file that cannot be read as text
FILE_BINARY = _input("file-binary")
FILE_DIRECTORY = _input("file-directory")
FILE_ENCODING = _input("file-encoding")
FILE_GBK = _input("file-gbk")
FILE_MISSING = _input("file-missing")
FILE_NO_PERMISSION = _input("file-no-permission")
FILE_NOT_REGULAR = _input("file-not-regular")
FILE_TOO_LARGE = _input("file-too-large")
FILE_UNREADABLE = _input("file-unreadable")
FILE_UTF16 = _input("file-utf16")

# --- TOML: writing habits that TOML does not know
TOML_BARE_KEY = _input("toml-bare-key")
TOML_BLANK_CHARACTER = _input("toml-blank-character")
TOML_COLON = _input("toml-colon")
TOML_FULL_WIDTH = _input("toml-full-width")
TOML_THOUSANDS_SEPARATOR = _input("toml-thousands-separator")
TOML_UNQUOTED_VALUE = _input("toml-unquoted-value")

# --- TOML: values
TOML_BAD_DATE = _input("toml-bad-date")
TOML_BAD_ESCAPE = _input("toml-bad-escape")
TOML_BAD_NUMBER = _input("toml-bad-number")
TOML_CONTROL_CHARACTER = _input("toml-control-character")
TOML_LINE_BREAK = _input("toml-line-break")
TOML_MISSING_VALUE = _input("toml-missing-value")
TOML_NUMBER_TOO_LONG = _input("toml-number-too-long")
TOML_TOO_DEEP = _input("toml-too-deep")
TOML_UNTERMINATED_ARRAY = _input("toml-unterminated-array")
TOML_UNTERMINATED_INLINE_TABLE = _input("toml-unterminated-inline-table")
TOML_UNTERMINATED_STRING = _input("toml-unterminated-string")

# --- TOML: punctuation
TOML_HEADER_BRACKETS = _input("toml-header-brackets")
TOML_INLINE_TABLE_LINES = _input("toml-inline-table-lines")
TOML_MISSING_COMMA = _input("toml-missing-comma")
TOML_SYNTAX = _input("toml-syntax")
TOML_TOO_MANY = _input("toml-too-many")
TOML_TRAILING_COMMA = _input("toml-trailing-comma")
TOML_TRAILING_TEXT = _input("toml-trailing-text")

# --- TOML: what is written twice, or against what stands above
TOML_CLOSED_TABLE = _input("toml-closed-table")
TOML_DUPLICATE_KEY = _input("toml-duplicate-key")
TOML_DUPLICATE_TABLE = _input("toml-duplicate-table")
TOML_MISSING_HEADER = _input("toml-missing-header")
TOML_NOT_A_TABLE = _input("toml-not-a-table")
TOML_SINGLE_BRACKETS = _input("toml-single-brackets")

# --- tests in rule files
TEST_MISTAKE = _declare("test-mistake", Severity.ERROR, Category.LANGUAGE)

# --- tables whose keys gouji prescribes: answers, settings
ENTRY_MISSING = _input("entry-missing")
ENTRY_TWICE = _input("entry-twice")
ENTRY_UNKNOWN = _input("entry-unknown")
ENTRY_VALUE = _input("entry-value")

# --- answers to findings
ANSWER_EXPIRED = _declare("answer-expired", Severity.WARNING, Category.INPUT)
ANSWER_NOT_ALLOWED = _declare("answer-not-allowed", Severity.WARNING, Category.INPUT)
ANSWER_TWICE = _declare("answer-twice", Severity.WARNING, Category.INPUT)
ANSWER_UNUSED = _declare("answer-unused", Severity.WARNING, Category.INPUT)
OF_ANSWERS = (ANSWER_EXPIRED, ANSWER_NOT_ALLOWED, ANSWER_TWICE, ANSWER_UNUSED)
"""What is wrong with an answer, which no answer is given to."""
ANSWER_WITHOUT_FORM = _input("answer-without-form")

# --- the configuration
CONFIG_EMPTY_GRADING = _input("config-empty-grading")
CONFIG_FIXED_SEVERITY = _input("config-fixed-severity")
CONFIG_MISSING_RULES = _input("config-missing-rules")
CONFIG_NO_FORMS = _declare("config-no-forms", Severity.WARNING, Category.INPUT)
CONFIG_OVERRULED = _declare("config-overruled", Severity.WARNING, Category.INPUT)
CONFIG_SHADOWED = _declare("config-shadowed", Severity.WARNING, Category.INPUT)
CONFIG_UNKNOWN_FORM = _input("config-unknown-form")
CONFIG_UNKNOWN_RULE = _input("config-unknown-rule")
CONFIG_UNMATCHED = _declare("config-unmatched", Severity.WARNING, Category.INPUT)

# --- paths that lead to no file that can be checked
FOLDER_UNREADABLE = _input("folder-unreadable")
NO_FILES = _input("no-files")
NO_RULE_FILES = _input("no-rule-files")
NOT_A_RULE_FILE = _input("not-a-rule-file")
PATH_MISSING = _input("path-missing")
UNKNOWN_SUFFIX = _input("unknown-suffix")

EVERY_CODE: Mapping[str, Code] = MappingProxyType({**codes.CODES, **CODES})
"""The codes of the language and of the linter, by their ids."""


def code_called(name: str) -> Code | None:
    """The code of that name, however its letters are set."""
    from gouji.lang.values import canonical_text

    return EVERY_CODE.get(canonical_text(name))
