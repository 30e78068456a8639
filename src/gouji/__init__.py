"""gouji (勾稽): rules for budget performance-target forms, and the linter that reads them.

    findings = gouji.check("examples/wuxi-2024/xishan.toml")

The public API is `gouji.api`; its names are here too, loaded when first used so that the command line starts fast.
"""

from typing import TYPE_CHECKING

from gouji.version import VERSION as __version__

if TYPE_CHECKING:
    from gouji.api import (
        Category,
        Cell,
        Check,
        Diagnostic,
        Form,
        Language,
        Place,
        Program,
        Severity,
        Span,
        Submission,
        UnreadableFile,
        Verdicts,
        check,
        find_cell,
        load_rules,
        read_form,
    )

__all__ = [
    "Category",
    "Cell",
    "Check",
    "Diagnostic",
    "Form",
    "Language",
    "Place",
    "Program",
    "Severity",
    "Span",
    "Submission",
    "UnreadableFile",
    "Verdicts",
    "__version__",
    "check",
    "find_cell",
    "load_rules",
    "read_form",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        from gouji import api

        return getattr(api, name)
    raise AttributeError(f"module 'gouji' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
