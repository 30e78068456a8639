"""The names of checks: how tests and switches mean one, and what switches do to them.

A switch is a form's own word, with its reason; nothing else drops a check.
"""

from collections.abc import Iterable
from functools import lru_cache

from gouji.lang import codes
from gouji.lang.diagnostic import Diagnostic, requoted
from gouji.lang.form_model import Form, Switch, dotted
from gouji.lang.inherited import all_fields
from gouji.lang.lexer import tokenize
from gouji.lang.model import Check
from gouji.lang.nearest import nearest
from gouji.lang.source import Span
from gouji.lang.values import canonical_text

# Checks that are made while a cell is read; there is no switching them off.
READING_CHECKS = ("类型", "选项", "写法")


@lru_cache(maxsize=8_192)
def squeezed(name: str) -> str:
    """The name of a check without blanks and quotes, as it is looked up."""
    return canonical_text(name).replace(" ", "").replace('"', "").replace("“", "").replace("”", "").replace("'", "")


def names_check(wanted: str, full_name: str) -> bool:
    """Whether `wanted` names a check: by its full name, or by an end of it that begins at `/` or `.`."""
    wanted, full = squeezed(wanted), squeezed(full_name)
    if wanted == full:
        return True
    return full.endswith(wanted) and full[-len(wanted) - 1] in "/."


def ends_of(full_name: str) -> list[str]:
    """All that names a check, without blanks and quotes: its full name, and the ends of it that begin at `/` or `.`."""
    full = squeezed(full_name)
    return [full, *(full[at:] for at, before in enumerate(full, 1) if before in "/.")]


def switches_check(wanted: str, full_name: str, form: Form) -> bool:
    """Whether a switch means a check of a form: only by its whole name, so that it hits one alone.

    The form's name may be left out, and may be that of a form it inherits, whose findings show that.
    """
    wanted, own = squeezed(wanted), squeezed(full_name.removeprefix(f"{form.name}/"))  # its name may hold a / too
    return wanted == own or wanted in (f"{squeezed(one.name)}/{own}" for one in form.lineage())


def nearest_check(wanted: str, full_names: Iterable[str]) -> str:
    """The check that a wrong name may mean, without its form; an empty text if none is near."""
    known: dict[str, str] = {}
    for name in sorted(name.partition("/")[2] for name in full_names):
        parts = squeezed(name).split(".")
        for first in range(len(parts)):
            known.setdefault(".".join(parts[first:]), name)
    return known.get(nearest(squeezed(wanted), known) or "", "")


def switched(form: Form, checks: list[Check]) -> list[Check]:
    """The checks of a form after its own and its ancestors' switches: some off, some of another severity."""
    switches = [switch for ancestor in reversed(form.lineage()) for switch in ancestor.switches]
    kept: list[Check] = []
    for check in checks:
        for switch in switches:
            if switches_check(switch.check, check.name, form):
                if switch.severity is None:
                    break
                check = check._replace(severity=switch.severity)
        else:
            kept.append(check)
    return kept


def always_checked(wanted: str, form: Form) -> str:
    """The word of a check that is made while a cell is read, if that is what is meant; else an empty text."""
    own = squeezed(wanted)
    for word in READING_CHECKS:
        if any(switches_check(own, f"{form.name}/{dotted(field.path)}{word}", form) for field in all_fields(form)):
            return word
    return ""


def reading_checks(form: Form) -> list[str]:
    """The full names of the checks that are made while the cells of a form are read."""
    return [f"{form.name}/{dotted(field.path)} {word}" for field in all_fields(form) for word in READING_CHECKS]


def unknown_switches(form: Form, names: list[str]) -> list[Diagnostic]:
    """The switches of a form that mean none of the checks so named, each with the nearest."""
    found: list[Diagnostic] = []
    for switch in form.switches:
        if not any(switches_check(switch.check, name, form) for name in names):
            always = always_checked(switch.check, form)
            near = "" if always else nearest_check(switch.check, names)
            arguments: dict[str, object] = {"name": switch.check, "nearest": near, "known": (), "always": always}
            fix = requoted(_check_of(switch), near, safe=False) if near else None
            found.append(Diagnostic(codes.UNKNOWN_CHECK, switch.place, arguments, fix=fix))
    return found


def _check_of(switch: Switch) -> Span:
    """Where a switch names its check: in its first text."""
    start, end = switch.place.span
    token = next(one for one in tokenize(switch.place.source.text[start:end]).items if one.kinds == ("STRING",))
    return Span(start + token.start, start + token.end)
