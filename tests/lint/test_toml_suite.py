"""The public suite of cases for TOML readers (toml-test), those of TOML 1.0: each valid one gives the values that the suite
names, each invalid one is refused.

The suite is not part of this repository. The source distribution of tomlkit carries it.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from tests.archives import TOML_SUITE

from gouji.lang.located import Mapping, Node, Scalar, Sequence
from gouji.lang.source import Source
from gouji.lint.files import UnreadableFile, decoded
from gouji.lint.toml_reader import read_toml

FOLDER = "tomlkit-0.15.2/tests/toml-test/tests/"
READERS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "float": Decimal,
    "bool": lambda written: {"true": True, "false": False}[written],
    "datetime": datetime.fromisoformat,
    "datetime-local": datetime.fromisoformat,
    "date-local": date.fromisoformat,
    "time-local": time.fromisoformat,
}


@pytest.fixture(scope="module")
def suite() -> dict[str, bytes]:
    """The files of the suite that count for TOML 1.0, by their path."""
    files = TOML_SUITE.files(FOLDER)
    return {name: files[name] for name in files["files-toml-1.0.0"].decode().split()}


def expected(tagged: Any) -> Any:
    """The values of the suite's JSON, which names the type of each."""
    if isinstance(tagged, list):
        return [expected(item) for item in tagged]
    if tagged.keys() == {"type", "value"} and isinstance(tagged["value"], str):
        return READERS[tagged["type"]](tagged["value"])
    return {key: expected(value) for key, value in tagged.items()}


def alike(node: Node, value: Any) -> bool:
    if isinstance(node, Mapping):
        return node.entries.keys() == value.keys() and all(alike(entry.node, value[entry.key]) for entry in node)
    if isinstance(node, Sequence):
        return len(node.items) == len(value) and all(map(alike, node.items, value))
    assert isinstance(node, Scalar)
    both_nan = isinstance(value, Decimal) and value.is_nan() and str(node.value).lstrip("-") == "NaN"
    return type(node.value) is type(value) and (node.value == value or both_nan)


def test_valid_cases(suite: dict[str, bytes]) -> None:
    """Every valid text gives its values, and no problem."""
    names = [name for name in suite if name.startswith("valid/") and name.endswith(".toml")]
    assert len(names) > 200
    for name in names:
        document = read_toml(Source(name, decoded(suite[name], name)))
        assert not document.problems, name
        assert alike(document.root, expected(json.loads(suite[name.removesuffix("toml") + "json"]))), name


def test_invalid_cases(suite: dict[str, bytes]) -> None:
    """Every invalid text is refused, by the reader or because it is not in UTF-8."""
    names = [name for name in suite if name.startswith("invalid/") and name.endswith(".toml")]
    assert len(names) > 450
    accepted = []
    for name in names:
        try:
            if not read_toml(Source(name, decoded(suite[name], name))).problems:
                accepted.append(name)
        except UnreadableFile:
            continue
    assert not accepted
