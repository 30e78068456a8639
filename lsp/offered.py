"""What the client is told that the server can do: the requests about open texts, and the words that both sides know.

Answers none of them, and loads nothing that does.
"""

from typing import Any

from lsprotocol import types

RUN_TEST = "gouji.runTest"
"""Runs a test and says how it went: arguments are a rule file's URI and the position of the test's name."""
SELECT = "gouji.select"
"""Shows a place with the caret in it: arguments are a file's URI and a range."""
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.gouji"
CLOSING = ("}", "｝")
"""The signs after which a line is laid out."""
_TOKENS = [
    "keyword", "type", "function", "property", "string", "number", "operator",
    "comment", "namespace", "enumMember", "class", "decorator",
]  # fmt: skip
LEGEND = types.SemanticTokensLegend(_TOKENS, [])

FEATURES: tuple[tuple[str, str, Any], ...] = (
    (types.TEXT_DOCUMENT_COMPLETION, "completion", types.CompletionOptions(list('"=.．[【［:：(（“'))),
    (types.TEXT_DOCUMENT_HOVER, "hover", None),
    (types.TEXT_DOCUMENT_DEFINITION, "definition", None),
    (types.TEXT_DOCUMENT_REFERENCES, "references", None),
    (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, "highlights", None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, "prepare_rename", None),
    (types.TEXT_DOCUMENT_RENAME, "renamed", None),
    (types.TEXT_DOCUMENT_INLAY_HINT, "inlay_hints", None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION, "actions",
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, FIX_ALL]),
    ),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "symbols", None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, "folding", None),
    (types.TEXT_DOCUMENT_FORMATTING, "formatting", None),
    (types.TEXT_DOCUMENT_RANGE_FORMATTING, "formatting", None),
    (
        types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, "typed",
        types.DocumentOnTypeFormattingOptions("\n", list(CLOSING)),
    ),
    (types.TEXT_DOCUMENT_SIGNATURE_HELP, "signature_help", types.SignatureHelpOptions(list("(（,，、"), list(")）"))),
    (types.TEXT_DOCUMENT_DOCUMENT_LINK, "document_links", types.DocumentLinkOptions(resolve_provider=False)),
    (types.TEXT_DOCUMENT_SELECTION_RANGE, "selection_ranges", None),
    (types.TEXT_DOCUMENT_CODE_LENS, "code_lenses", types.CodeLensOptions(resolve_provider=True)),
)  # fmt: skip
"""What is asked about an open text: the request, the function of `gouji.lsp.requests` that answers it, what the client is
told of it."""
LONG = frozenset({"references", "renamed"})
"""Of these functions, those that go through many files."""
