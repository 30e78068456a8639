"""What the function takes whose bracket is open: its signatures, with the argument being typed.

In the language of the file, as the rest of the line is. Types nothing.
"""

from collections.abc import Iterator

from lsprotocol import types

from gouji.lang.builtins import BY_NAME, Signature
from gouji.lang.catalogue import Language, text
from gouji.lang.keywords import KEYWORDS
from gouji.lsp.features.names.rule_names import piece_at
from gouji.lsp.features.rules.words import call_at, language_of, typed_before
from gouji.lsp.question import Question

# What takes rows takes a condition on them too.
_OVER_ROWS = frozenset(("numbers", "rows", "column"))
_OF_SEVERAL = frozenset(("minimum", "maximum"))


def signature_help(asked: Question) -> types.SignatureHelp | None:
    """The signatures of the call that is asked about."""
    written, offset = asked.source.text, asked.offset
    piece = piece_at(asked.snapshot, asked.path, offset)
    floor = piece.offset if piece is not None else 0
    call = call_at(typed_before(written, offset, floor).tokens)
    function = BY_NAME.get(call.function) if call is not None else None
    if call is None or function is None:
        return None
    language = language_of(written, offset, floor)
    found = information(call.function, function, language)
    fitting = (index for index, one in enumerate(found) if call.argument < len(one.parameters or ()))
    active = next(fitting, len(found) - 1)
    last = len(found[active].parameters or ()) - 1
    argument = min(call.argument, last) if function.id in _OF_SEVERAL else call.argument
    return types.SignatureHelp(found, active, argument)


def information(name: str, function: Signature, language: Language) -> list[types.SignatureInformation]:
    """The signatures of a function, under one of its names."""
    return [_information(name, one, function, language) for one in _parameters(function, language)]


def _parameters(function: Signature, language: Language) -> Iterator[list[str]]:
    """What stands between the brackets, each way that there is."""
    named = [text(f"parameter.{kind}", language) for kind in function.parameters]
    if function.parameters[0] in _OVER_ROWS and function.id != "all":
        where = KEYWORDS["WHERE"]
        word = (where.chinese if language == "zh" else where.english)[0]
        named[0] += f" [{word} {text('parameter.condition', language)}]"
    yield named
    if function.id in _OF_SEVERAL:
        number = text("parameter.number", language)
        yield [number, number, "…"]


def _information(
    name: str, parameters: list[str], function: Signature, language: Language
) -> types.SignatureInformation:  # fmt: skip
    label = f"{name}("
    places: list[types.ParameterInformation] = []
    for index, parameter in enumerate(parameters):
        label += ", " if index else ""
        places.append(types.ParameterInformation((len(label), len(label) + len(parameter))))
        label += parameter
    label += f") → {text(f'result.{function.result}', language)}"
    documentation = types.MarkupContent(types.MarkupKind.PlainText, text(f"function.{function.id}", language))
    return types.SignatureInformation(label, documentation, places)
