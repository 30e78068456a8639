"""Does what a project configures hold in the editor as soon as it is typed, and what a client configures over it?"""

from pathlib import Path

import pytest
from tests.lsp.client import Client
from tests.lsp.conftest import FILLED, RULES, at
from tests.lsp.test_pull import PULLING

from gouji.lint.config import Configuration, Written
from gouji.lint.config_paths import rule_paths
from gouji.lsp.settings import Settings, settings_of
from gouji.lsp.workspace import laid_over

REGRADE = '[["改级"]]\n"规则" = "合计对"\n"级别" = "提示"\n"理由" = "试行"\n'


def test_findings_weigh_as_the_open_configuration_says(client: Client, folder: Path) -> None:
    """Every edit of it counts at once for the forms, and what is wrong with it stands in it."""
    form, configuration = folder / "a.toml", folder / "gouji.toml"
    (found,) = client.diagnostics(form, None)
    assert found["severity"] == 1
    client.open(configuration, REGRADE)
    assert client.diagnostics(configuration, 1) == []
    (found,) = client.diagnostics(form, None)
    assert found["severity"] == 3
    assert "试行" in found["message"]
    client.change(configuration, 2, {"range": at(1, 7, 12), "text": '"合计错"'})
    (unknown,) = client.diagnostics(configuration, 2)
    assert (unknown["code"], unknown["range"]) == ("config-unknown-rule", at(1, 7, 12))
    (found,) = client.diagnostics(form, None)
    assert found["severity"] == 1


def test_a_configuration_that_changes_on_disk_is_read_again(client: Client, folder: Path) -> None:
    """Which files are forms follows it, and so does what was told of the files that are none any more."""
    form, configuration = folder / "a.toml", folder / "gouji.toml"
    assert len(client.diagnostics(form, None)) == 1
    configuration.write_text('exclude = "a.toml"\nrulez = 1\n', encoding="utf-8")
    client.changed_on_disk(configuration)
    assert client.diagnostics(form, None) == []
    excluding, unknown = client.diagnostics(configuration, None)
    assert (unknown["code"], unknown["range"]) == ("entry-unknown", at(1, 0, 5))
    assert excluding["code"] == "config-no-forms"
    configuration.unlink()
    client.changed_on_disk(configuration)
    assert len(client.diagnostics(form, None)) == 1
    assert client.diagnostics(configuration, None) == []


def test_what_programs_make_is_not_in_the_workspace(tmp_path: Path) -> None:
    """A virtual environment with rules and forms of its own, say."""
    for name in ("a", "venv/lib", "more/site-packages"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.gj").write_text(RULES, encoding="utf-8")
        (tmp_path / name / "a.toml").write_text(FILLED, encoding="utf-8")
    (tmp_path / "venv" / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")
    with Client(tmp_path, capabilities=PULLING) as client:
        reports = client.ask("workspace/diagnostic", previousResultIds=[])["items"]
    assert [one["uri"] for one in reports] == [(tmp_path / "a" / "a.toml").as_uri()]


def test_rules_that_are_configured_are_those_of_the_form(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.gj").write_text(RULES.replace("错误", "警告"), encoding="utf-8")
    (tmp_path / "in").mkdir()
    form = tmp_path / "in" / "a.toml"
    form.write_text(FILLED, encoding="utf-8")
    (tmp_path / "in" / "gouji.toml").write_text('rules = "../there"', encoding="utf-8")
    with Client(tmp_path / "in") as client:
        (found,) = client.diagnostics(form, None)
        assert found["severity"] == 2


def test_what_the_client_configures_lies_over_it(folder: Path) -> None:
    """With its first message, and later; what is no setting is named in its log."""
    form = folder / "a.toml"
    with Client(folder, options={"language": "en", "exclude": ["a.toml"], "colour": True}) as client:
        told = client.wait("window/logMessage")
        assert (told["type"], told["message"]) == (2, "Settings that are none, or whose values cannot be used: colour")
        client.tell("workspace/didChangeConfiguration", settings={"gouji": {"language": "en"}})
        (found,) = client.diagnostics(form, None)
        assert found["code"] == "合计对"
        client.tell("workspace/didChangeConfiguration", settings={"gouji": {"exclude": "a.toml"}})
        assert client.diagnostics(form, None) == []


def test_another_language_is_spoken_of_everything(client: Client, folder: Path) -> None:
    """Of rule files and open forms too, in which nothing else has changed."""
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules, RULES.replace("必填", "必需", 1))
    client.open(form)
    for path in (rules, form):
        assert "help" not in str(client.diagnostics(path, 1))
    client.tell("workspace/didChangeConfiguration", settings={"gouji": {"language": "en"}})
    assert "differ" in client.diagnostics(form, 1)[0]["message"]
    assert "必需" in client.diagnostics(rules, 1)[0]["message"]


def test_a_client_that_would_be_asked_is_asked(folder: Path) -> None:
    form = folder / "a.toml"
    with Client(folder, capabilities={"workspace": {"configuration": True}}) as client:
        for answered in (None, [{"exclude": "a.toml"}]):
            asked = client.next(lambda one: one.get("method") == "workspace/configuration")
            assert asked["params"] == {"items": [{"section": "gouji"}]}
            client.send({"jsonrpc": "2.0", "id": asked["id"], "result": answered})
            assert len(client.diagnostics(form, None)) == (answered is None)
            client.tell("workspace/didChangeConfiguration", settings=None)


@pytest.mark.parametrize(
    ("sent", "settings"),
    [
        ({"gouji": {"language": "en", "rules": ["a", "b"]}}, Settings("en", ("a", "b"))),
        ({"exclude": "old", "forms": None}, Settings(exclude=("old",))),
        ({"language": "fr", "rules": [1], "trace": "off", "python": "x"}, Settings(unknown=("language", "rules"))),
        (None, Settings()),
        ([1], Settings()),
        ({"language": {}, 1: 2, "rules": ""}, Settings(unknown=("language", "1"))),
    ],
)
def test_whatever_a_client_sends_is_settings(sent: object, settings: Settings) -> None:
    assert settings_of(sent) == settings


def test_settings_lie_over_the_configuration(tmp_path: Path) -> None:
    """The language and the forms stand for the project's; rules and exclusions are added to them."""
    mine = tmp_path / "mine"
    mine.mkdir()
    project = Configuration(tmp_path / "gouji.toml", tmp_path, "zh", ("*.toml",), ("old",), (Written("rules", None),))
    found = laid_over(Settings("en", ("mine",), ("in/*",), ("tmp",)), [tmp_path, tmp_path / "in"])(project)
    assert (found.language, found.forms, found.exclude) == ("en", ("in/*",), ("old", "tmp"))
    assert [one.text for one in found.rules] == [str(mine), "rules"]
    assert laid_over(Settings(), [])(project) is project
    unconfigured = laid_over(Settings(rules=("mine",)), [tmp_path])(Configuration(folder=tmp_path / "in" / "deep"))
    assert rule_paths(unconfigured) == (mine,)
    assert unconfigured.folder == tmp_path
