"""In whose language is a client answered: its own, unless something else was asked for?"""

import os
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message

from gouji.lsp.settings import language_of

IN_ENGLISH = '"语言" = "en"\n'

# What the client says of itself, the arguments, the configuration, the environment; the language of the answer.
CASES = {
    "the client's own": ({"locale": "en-US"}, (), "", "", "en"),
    "Chinese, where gouji has not the client's": ({"locale": "fr"}, (), "", "", "zh"),
    "the environment's before the client's own": ({"locale": "zh-cn"}, (), "", "en", "en"),
    "Chinese, where nobody says anything": ({}, (), "", "", "zh"),
    "the project's before the client's own": ({"locale": "zh-CN"}, (), IN_ENGLISH, "", "en"),
    "the environment's before the project's": ({}, (), IN_ENGLISH, "zh", "zh"),
    "what the server is started with": ({"locale": "en"}, ("--lang", "zh"), IN_ENGLISH, "en", "zh"),
    "what the client configures": (
        {"locale": "zh", "initializationOptions": {"language": "en"}}, ("--lang", "zh"), "", "", "en",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "arguments", "configured", "variable", "language"), CASES.values(), ids=CASES)
def test_a_client_is_answered_in_its_language(
    folder: Path, said: Message, arguments: tuple[str, ...], configured: str, variable: str, language: str
) -> None:  # fmt: skip
    (folder / "gouji.toml").write_text(configured, encoding="utf-8")
    environment = {**os.environ, "GOUJI_LANG": variable}
    workspace = [{"uri": folder.as_uri(), "name": "a"}]
    with Client(begins=False, arguments=arguments, environment=environment, runs_in=folder) as client:
        client.ask("initialize", processId=None, rootUri=None, capabilities={}, workspaceFolders=workspace, **said)
        client.tell("initialized")
        (found,) = client.diagnostics(folder / "a.toml", None)
        assert ("difference" in found["message"]) == (language == "en"), found


def test_a_client_that_configures_no_language_any_more_is_answered_in_its_own(folder: Path) -> None:
    workspace = [{"uri": folder.as_uri(), "name": "a"}]
    environment = {**os.environ, "GOUJI_LANG": ""}
    with Client(begins=False, arguments=(), environment=environment, runs_in=folder) as client:
        client.ask("initialize", processId=None, capabilities={}, workspaceFolders=workspace, locale="en")
        client.tell("initialized")
        for settings, language in (({}, "en"), ({"language": "zh"}, "zh"), ({"rules": []}, "en")):
            client.tell("workspace/didChangeConfiguration", settings={"gouji": settings})
            (found,) = client.diagnostics(folder / "a.toml", None)
            assert ("difference" in found["message"]) == (language == "en"), found


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en", "en"),
        ("EN-gb", "en"),
        ("zh-Hans-CN", "zh"),
        ("zh_TW.UTF-8", "zh"),
        ("C", None),
        ("eng", None),
        ("", None),
    ],
)
def test_a_locale_is_of_a_language(locale: str, language: str | None) -> None:
    assert language_of(locale) == language
