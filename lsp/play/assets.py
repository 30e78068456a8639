"""What the page is made of, as answers to GET requests: the bundle that `make page` built, the packs, the page's settings.

Only what stood in the bundle and among the packs at the start is served: no path of a request leads to a file.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gouji.lang.builtins import BY_NAME
from gouji.lang.catalogue import LANGUAGES, Language, text
from gouji.lang.keywords import KEYWORDS
from gouji.lint.files import shipped_rules
from gouji.lint.rule_places import rule_files
from gouji.lsp.play.samples import Sample
from gouji.version import VERSION

BUNDLE = Path(__file__).parent / "bundle"
INDEX = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".gj": "text/plain; charset=utf-8",
}
_TEXTS = """
    title tagline example own reset rules form used read-only back format download findings none checking connecting
    connected broken moved again outdated take-file keep-typed errors warnings hints error warning hint line related
    theme theme-auto theme-light theme-dark language copy-note own-note keys leave resize no-rename to-rule
""".split()


class Asset(NamedTuple):
    """A body and its media type."""

    type: str
    body: bytes


def bundle_is_built() -> bool:
    return (BUNDLE / INDEX).is_file()


class Assets:
    """By the path after the token."""

    def __init__(self, samples: Sequence[Sample], first: Sample) -> None:
        self._samples = samples
        self._first = first
        self._files = {path.relative_to(BUNDLE).as_posix(): path for path in BUNDLE.rglob("*") if path.suffix in _TYPES}
        packs = shipped_rules()
        self._files |= {f"rules/{path.relative_to(packs).as_posix()}": path for path in rule_files(packs)}

    def at(self, name: str, language: Language) -> Asset | None:
        if name == "settings.json":
            return Asset("application/json", json.dumps(self._settings(language), ensure_ascii=False).encode())
        path = self._files.get(name or INDEX)
        return Asset(_TYPES[path.suffix], path.read_bytes()) if path is not None else None

    def _settings(self, language: Language) -> dict[str, object]:
        """What the page needs to know before it connects. The words of the language are for its first colours."""
        return {
            "version": VERSION,
            "language": language,
            "languages": LANGUAGES,
            "first": self._first.name,
            "samples": [{"name": one.name, "group": one.group, "title": one.title} for one in self._samples],
            "texts": {name: text(f"play.{name}", language) for name in _TEXTS},
            "keywords": sorted({word for words in KEYWORDS.values() for group in words for word in group}),
            "functions": sorted(BY_NAME),
        }


def security_headers(host: str) -> dict[str, str]:
    """What a browser may do with the page: run its own scripts, speak to its own server, and nothing else.

    Style elements are made by the editor itself; scripts stand in files, and no text becomes markup.
    """
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self' ws://{host}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
