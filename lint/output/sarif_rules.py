"""The rules of a SARIF log: what each is called, says and rests on, and where it is explained.

A rule is described by the first finding of it. Text from rule files never becomes markup.
"""

from string import ascii_letters, digits

from gouji.lang.catalogue import text
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lint.output.json import Value
from gouji.lint.output.kinds import Setting
from gouji.lint.output.templates import code_block, markdown
from gouji.lint.output.told import labelled
from gouji.lint.rule_text import RuleTexts
from gouji.lint.terminal_text import seen, visible

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_PLAIN = frozenset(f"{ascii_letters}{digits}-._~/")
_GRADES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "recommendation"}


def message(plain: str) -> dict[str, Value]:
    """A text in which nothing is a link, which a message may hold as Markdown does."""
    return {"text": plain.replace("](", "\\](")}


def descriptor(name: str, one: Diagnostic, setting: Setting, texts: RuleTexts) -> dict[str, Value]:
    """A rule by its full name; `helpUri` where it is known at which address the pages of docs/ are."""
    language = setting.language
    own = visible(one.short_name)
    usual = one.regraded.before if one.regraded is not None else one.severity
    summary = seen(text(f"code.{one.code.id}.summary", language))
    category = text(f"output.category.{one.category}", language)
    written = seen(texts.declared_text(one.declared).text) if one.declared is not None else ""
    basis = seen(labelled("basis", one.basis, language))
    made: dict[str, Value] = {
        "id": name,
        "name": own,
        "shortDescription": message(own if one.rule else summary),
        "fullDescription": message(seen(one.basis) or summary),
        "help": {
            **message("\n".join(part for part in (summary, basis, written) if part)),
            "markdown": "\n\n".join(
                part
                for part in (
                    f"**{markdown(name)}** ({markdown(category)})",
                    markdown(summary),
                    markdown(basis),
                    code_block(written, "gouji") if written else "",
                )
                if part
            ),
        },
        "defaultConfiguration": {"level": LEVELS[usual]},
        "properties": {
            "tags": [one.category.value],
            "code": one.code.id,
            "problem.severity": _GRADES[usual],
        },
    }
    if setting.pages:
        made["helpUri"] = f"{setting.pages.rstrip('/')}/{percented(_page(one))}.md"
    return made


def _page(one: Diagnostic) -> str:
    """The page about a rule that ships with gouji, for all else the page about the code."""
    from gouji.lint.output.pack_names import page_of

    rule = page_of(one.declared) if one.declared is not None else ""
    return f"forms/{rule}" if rule else f"codes/{one.code.id}"


def percented(path: str) -> str:
    """A path as a part of an address."""
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}" for byte in path.encode("utf-8", "replace"))
