"""Is the configuration in force the nearest one, does it do what it says, and is every mistake in it told at its place?

Mistakes are data: `config-mistakes.txt`.
"""

import os
import re
from pathlib import Path

import pytest

import gouji
from gouji.cli import main
from gouji.lang.catalogue import LANGUAGES
from gouji.lang.diagnostic import Severity, some_of
from gouji.lang.source import Source
from gouji.lint.config import ReadConfiguration, matches
from gouji.lint.config_search import Configurations, read_configuration
from gouji.lint.discover import discover

CASES = Path(__file__).with_name("config-mistakes.txt").read_text(encoding="utf-8").split("\n=== ")[1:]
MARK = re.compile(r"⟦([a-z-]+)\|([^⟧]*)⟧")
RULES = '表样 甲 {\n    总额 : 金额 必填\n    规则 总额不大 错误 {\n        应   总额 ≤ 5元\n        信息 "总额 {总额}"\n    }\n}\n'
FORM = '"表样" = "甲"\n"年度" = 2025\n"总额" = 8\n'
REGRADE = '[["改级"]]\n"{key}" = "{value}"\n"级别" = "提示"\n"理由" = "试行"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "rules" / "a.gj", RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOUJI_LANG", raising=False)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path | str = ".") -> list[str]:
    """Findings as file, severity and code."""
    return [f"{one.place.source.name} {one.severity} {one.code.id}" for one in gouji.check(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.partition("\n")[0])
@pytest.mark.parametrize("is_project", [False, True], ids=["own file", "project file"])
def test_mistakes_are_told_where_they_are(
    folder: Path, case: str, is_project: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a file of its own, and in the table of a project file; by a check and by `gouji config` alike."""
    marked = case.partition("\n")[2]
    if is_project:
        marked = re.sub(r"^(⟦[a-z-]+\|)?(\[+)", r"\1\2tool.gouji.", marked, flags=re.MULTILINE)
        marked = re.sub(r"^(\[+tool\.gouji\.)(?=⟦)", r"\1", marked, flags=re.MULTILINE)
        marked = "[project]\nname = 1\n[tool.gouji]\n" + marked
    text = MARK.sub(r"\2", marked)
    path = write(folder / ("pyproject.toml" if is_project else "gouji.toml"), text)
    write(folder / "form.toml", FORM.replace("8", "1"))
    (folder / "empty").mkdir()
    told = [(one.code.id, one.place.source.text[slice(*one.place.span)]) for one in gouji.check(folder)]
    assert sorted(told) == sorted((code, shown) for code, shown in MARK.findall(marked))
    every = gouji.check(folder)
    assert all(one.place.source.name == path.name for one in every)
    assert not any("{" in one.message(language) + one.help(language) for one in every for language in LANGUAGES)
    assert main(["config", "form.toml"]) == any(one.severity is Severity.ERROR for one in every)
    shown = capsys.readouterr().out
    assert sorted(re.findall(r"^\w+\[([a-z-]+)\] ", shown, re.MULTILINE)) == sorted(code for code, _ in told)


def test_what_is_wrong_with_a_configuration_is_told_in_the_order_of_its_places(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Together, whether it is known before forms are checked or only then, and whether the rest of its table is right."""
    broken = REGRADE.format(key="规则", value="没有") + '"别的" = 1\n'
    names = (("表样", "无"), ("文件", "无/*.toml"), ("规则", "toml-bare-key"), ("规则", "总额不对"), ("文件", "也无/*"))
    text = '"语言" = "zhh"\n' + broken + "".join(REGRADE.format(key=key, value=value) for key, value in names)
    write(folder / "gouji.toml", text)
    write(folder / "form.toml", FORM)
    told = gouji.check(".")
    assert [one.place.source.name for one in told] == ["form.toml", *["gouji.toml"] * 8]
    lines = [one.place.source.position(one.place.span.start).line for one in told[1:]]
    assert lines == sorted(lines)
    assert [one.code.id for one in told[1:]] == [
        "entry-value", "config-unknown-rule", "entry-unknown", "config-unknown-form", "config-unmatched",
        "config-fixed-severity", "config-unknown-rule", "config-unmatched",
    ]  # fmt: skip
    for _ in range(2):
        main(["check", ".", "--format", "csv"])
        assert re.findall(r"^gouji\.toml,(\d+)", capsys.readouterr().out, re.MULTILINE) == list(map(str, lines))


def test_the_nearest_configuration_holds_alone(folder: Path) -> None:
    """Nothing is put together from several; a project file that says nothing of gouji is none."""
    write(folder / "gouji.toml", REGRADE.format(key="规则", value="总额不大"))
    write(folder / "a" / "pyproject.toml", "[project]\nname = 'gouji'\n")
    write(folder / "a" / "b" / "gouji.toml", "")
    write(folder / "a" / "form.toml", FORM)
    write(folder / "a" / "b" / "form.toml", FORM)
    assert found() == ["a/b/form.toml error rule-failed", "a/form.toml hint rule-failed"]
    configurations = Configurations()
    sources = [configurations.of(folder / at).source for at in ("a/form.toml", "a", "a/b/form.toml", "x/y/z.toml")]
    assert sources == [folder / "gouji.toml"] * 2 + [folder / "a" / "b" / "gouji.toml", folder / "gouji.toml"]


def test_read_anew_they_are_read_in_the_same_way(folder: Path) -> None:
    """After fixes to a configuration, whoever read it before, and kept what it said, reads it again."""
    write(folder / "gouji.toml", "language = 'en'\n")
    asked: list[Path] = []

    def reading(source: Source, path: Path) -> ReadConfiguration | None:
        asked.append(path)
        return read_configuration(source, path)

    configurations = Configurations(reading=reading)
    assert [configurations.of(folder).language, configurations.renewed({}).of(folder).language] == ["en", "en"]
    assert asked == [folder / "gouji.toml"] * 2


def test_of_two_in_one_folder_the_own_file_holds(folder: Path) -> None:
    write(folder / "form.toml", FORM)
    write(folder / "pyproject.toml", "[tool.gouji]\nlanguage = 'en'\n")
    assert Configurations().of(folder).language == "en"
    write(folder / "gouji.toml", "")
    assert found() == ["form.toml error rule-failed", "pyproject.toml warning config-shadowed"]
    assert Configurations().of(folder).language is None


def test_which_files_are_forms_and_which_are_passed_over(folder: Path) -> None:
    """In folders; what is named is always checked, and so is the configuration itself."""
    write(folder / "gouji.toml", 'forms = ["in/**", "*.form.toml"]\nexclude = ["old", "in/x*.toml"]\n')
    for name in ("in/a.toml", "in/old/a.toml", "in/x1.toml", "a.toml", "b.form.toml", "old/c.form.toml"):
        write(folder / name, FORM)
    write(folder / "in" / "looks-like-none.toml", "[tool]\nx = 1\n")
    assert {one.split()[0] for one in found()} == {"in/a.toml", "in/looks-like-none.toml", "b.form.toml"}
    assert found("old/c.form.toml") == ["old/c.form.toml error rule-failed"]
    assert found("gouji.toml") == []


def test_rules_are_found_where_the_configuration_says(folder: Path) -> None:
    """Before the `rules` folder above; in a folder or a file; from the folder of the configuration."""
    write(folder / "there" / "a.gj", RULES.replace("5元", "9元"))
    form = write(folder / "in" / "form.toml", FORM)
    assert found(form) == [f"{form} error rule-failed"]
    for named in ("../there", "../there/a.gj"):
        write(folder / "in" / "gouji.toml", f'"规则" = "{named}"\n')
        assert found(form) == []


@pytest.mark.parametrize(
    ("key", "value", "severity"),
    [
        ("规则", "总额不大", "hint"), ("规则", "甲/总额不大", "hint"), ("规则", "rule-failed", "hint"), ("规则", "总额 必填", "error"),
        ("分类", "勾稽", "hint"), ("分类", "完整性", "error"), ("表样", "甲", "hint"),
        ("文件", "in", "hint"), ("文件", "in/*.toml", "hint"), ("文件", "*.toml", "hint"), ("文件", "out/**", "error"),
    ],
)  # fmt: skip
def test_findings_weigh_as_configured(folder: Path, key: str, value: str, severity: str) -> None:
    write(folder / "gouji.toml", REGRADE.format(key=key, value=value))
    write(folder / "in" / "form.toml", FORM)
    write(folder / "out" / "form.toml", FORM.replace("8", "1"))
    assert found() == [f"in/form.toml {severity} rule-failed"]
    (one,) = gouji.check(folder)
    assert (one.regraded is not None) == (severity == "hint")
    if one.regraded is not None:
        assert (one.regraded.before, one.regraded.reason) == ("error", "试行")
    assert main(["check", "."]) == (severity == "error")


@pytest.mark.skipif(os.name == "nt", reason="links take a privilege")
def test_a_form_that_is_a_link_stands_where_the_link_does(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules, its configuration and its answers are looked for there, whether it is named or found in a folder."""
    outside = tmp_path_factory.mktemp("outside")
    target = write(outside / "form.toml", FORM)
    write(outside / "gouji.toml", '"排除" = "*.toml"\n')
    (folder / "rules").rename(folder / "本局")
    (folder / "in").mkdir()
    link = folder / "in" / "a.toml"
    link.symlink_to(target)
    regrade = REGRADE.format(key="文件", value="in/*")
    write(folder / "gouji.toml", f'"规则" = "本局"\n"填报文件" = "in/*.toml"\n{regrade}')
    for asked in ("in/a.toml", "in", ".", str(link)):
        assert [one.rpartition("/")[2] for one in found(asked)] == ["a.toml hint rule-failed"]
    write(folder / "in" / "a.说明.toml", '[["说明"]]\n"规则" = "总额不大"\n"理由" = "已报批"\n')
    assert [one.answer is not None for path in ("in/a.toml", ".") for one in gouji.check(path)] == [True, True]
    monkeypatch.chdir(outside)
    assert found(str(target)) == [f"{target} error no-such-form"]
    write(folder / "gouji.toml", '"排除" = "in/a.toml"\n')
    assert found(str(folder)) == [f"{folder / 'gouji.toml'} warning config-no-forms"]


@pytest.mark.parametrize("place", [".", "in"])
def test_what_is_wrong_with_a_configuration_is_told_without_a_file_beside_it(folder: Path, place: str) -> None:
    """Of the folder itself, which has neither a form nor a rule file, or of one below it."""
    (folder / "rules" / "a.gj").unlink()
    write(folder / place / "gouji.toml", "nothing = 1\n")
    assert found() == [". error no-files", f"{Path(place, 'gouji.toml')} error entry-unknown"]


def test_a_pattern_is_judged_where_all_was_searched_that_it_is_about(folder: Path) -> None:
    """Told once, though several folders are asked for; not of one form, nor of a folder below, nor where a folder is closed."""
    write(folder / "a" / "form.toml", FORM.replace("8", "1"))
    write(folder / "a" / "gouji.toml", 'forms = ["b/*.toml", "../*", "form.toml"]\n')
    write(folder / "a" / "b" / "gouji.toml", "")
    write(folder / "a" / "b" / "form.toml", FORM.replace("8", "1"))
    (folder / "x").mkdir()
    told = ["a/gouji.toml warning config-unmatched"] * 2  # what lies below has a configuration of its own
    assert found() == told
    assert [one.code.id for one in gouji.check([folder, folder / "a", folder / "a" / "b"])] == ["config-unmatched"] * 2
    assert found("a/form.toml") == found("a/b") == []
    assert main(["config", "a/form.toml"]) == 0
    write(
        folder / "a" / "gouji.toml",
        'forms = "form.toml"\n[[regrade]]\nfiles = "b/*"\nseverity = "hint"\nreason = "x"\n',
    )
    assert found() == []  # and may be named here all the same


@pytest.mark.parametrize(
    ("stands", "asked"), [(".", "a"), (".", "."), ("a", "."), ("a", "../a"), ("a/f", ".."), ("a/f", "."), (".", "link")]
)
def test_a_pattern_is_judged_alike_wherever_the_run_stands(
    folder: Path, stands: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patterns with folders in them count from the folder of the configuration, by whatever path it is reached."""
    write(folder / "a" / "gouji.toml", 'forms = "f/*.toml"\n' + REGRADE.format(key="文件", value="f/form.toml"))
    write(folder / "a" / "f" / "form.toml", FORM)
    write(folder / "a" / "g" / "other.toml", FORM)
    (folder / "link").symlink_to("a")
    monkeypatch.chdir(folder / stands)
    assert [one.code.id for one in gouji.check(asked)] == ["rule-failed"]
    assert main(["check", asked]) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"排除" = ["in", "没有"]', ["config-no-forms"]),
        ('"填报文件" = ["pyproject.toml"]', ["config-no-forms"]),
        ('"填报文件" = ["inn/**"]', ["config-unmatched"]),
        ('"排除" = ["没有"]', []),
    ],
)
def test_a_configuration_that_leaves_no_form_is_told(folder: Path, text: str, told: list[str]) -> None:
    """Where there is one that says so itself; who has none is not told that none is checked."""
    write(folder / "gouji.toml", text)
    write(folder / "pyproject.toml", "[project]\n")
    write(folder / "in" / "form.toml", FORM.replace("8", "1"))
    assert [one.code.id for one in gouji.check(folder)] == told
    write(folder / "in" / "form.toml", "year = 2025\n")  # another tool's, and passed over
    assert [one.code.id for one in gouji.check(folder) if one.code.id == "config-no-forms"] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"语言" = "zh"\n"填报文件" = "报送/*.toml"', "gouji.toml:2:1"),
        ('exclude = ["上报"]', "gouji.toml:1:1"),
        ('"填报文件" = "*.toml"\n"排除" = "2025"', "gouji.toml:2:1"),
        ('"排除" = "2024"', ""),
    ],
)
def test_of_a_folder_whose_forms_are_left_out_the_configuration_is_told(folder: Path, text: str, told: str) -> None:
    """And not that its files are none; where there is no form, that is told."""
    write(folder / "gouji.toml", text)
    form = write(folder / "上报" / "2025" / "form.toml", FORM if told else "[tool]\nx = 1\n")
    (one,) = gouji.check("上报/2025")
    assert (one.code.id, [str(cell.place) for cell in one.related]) == ("no-files", [told] if told else [])
    assert (told in one.message() and str(form.relative_to(folder)) in one.message()) == bool(told)
    assert ("可" in one.message() or "像是" in one.message()) != bool(told)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    """Where it is asked whether a form is left out."""
    write(folder / "gouji.toml", '"排除" = ["in"]')
    (folder / "in").mkdir()
    os.mkfifo(folder / "in" / "a.toml")
    assert found() == []
    write(folder / "in" / "form.toml", FORM)
    assert found() == ["gouji.toml warning config-no-forms"]


def test_rules_are_not_looked_for_where_no_search_goes(folder: Path) -> None:
    """In the virtual environment of a folder of rules, which holds the rules of whatever is installed there."""
    write(folder / "gouji.toml", "rules = ['.']\n")
    write(folder / "venv" / "pyvenv.cfg", "home = /usr/bin\n")
    write(folder / "venv" / "lib" / "a.gj", RULES.replace("5元", "6元"))
    write(folder / "forms" / "form.toml", FORM.replace("8", "5.5"))
    assert found("forms/form.toml") == ["forms/form.toml error rule-failed"]


def test_nothing_outside_is_told_of(folder: Path) -> None:
    """By what is offered for a path that leads nowhere, be it by a link; a pattern is never about what is outside."""
    write(folder / "secret" / "a.gj", RULES)
    place = folder / "project"
    write(place / "rulez" / "a.gj", RULES)
    (place / "link").symlink_to(folder)
    paths = ["../secrat", "link/secrat", "../project/rulex", "rulex"]
    write(place / "gouji.toml", f"rules = {paths}\nforms = ['../secrat/*', 'link/secrat/*', 'rulex/*']\n")

    def nearest(configurations: Configurations) -> list[str]:
        configurations.of(place)
        discover([place], configurations=configurations)
        problems = configurations.problems[place / "gouji.toml"]
        return [str(one.arguments["nearest"]) for one in problems]

    patterns = ["", "", "rulez/*"]
    assert nearest(Configurations()) == ["../secret", "link/secret", "../project/rulez", "rulez", *patterns]
    assert nearest(Configurations(within=place)) == ["", "", "", "rulez", *patterns]


def test_what_bears_the_name_of_a_configuration_and_cannot_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link that leads nowhere or in a circle, a folder, a table that is none: never taken for no configuration."""
    write(folder / "form.toml", FORM.replace("8", "1"))
    own = folder / "gouji.toml"
    for target, code in (("nowhere", "file-unreadable"), ("gouji.toml", "file-unreadable"), ("", "file-directory")):
        own.symlink_to(target) if target else own.mkdir()
        assert found() == [f"gouji.toml error {code}"]
        assert main(["config"]) == 1
        assert capsys.readouterr().out.startswith("配置文件读不出来")
        own.unlink() if target else own.rmdir()
    for text in ("[tool]\ngouji = 3\n", "[[tool.gouji]]\n"):
        write(folder / "pyproject.toml", text)
        assert found() == ["pyproject.toml error entry-value"]
        assert main(["config"]) == 1
    (folder / "pyproject.toml").unlink()
    (folder / "pyproject.toml").symlink_to("nowhere")  # whose it is, nobody can say
    assert found("form.toml") == []


def test_config_shows_what_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No path or regrading that is refused or overruled; and the rules that a form is checked by."""
    refused = REGRADE.format(key="规则", value="toml-bare-key") + REGRADE.format(key="规则", value="总额不大")
    write(
        folder / "gouji.toml", f'"规则" = ["nowhere", "rules"]\n{refused}{REGRADE.format(key="规则", value="总额不大")}'
    )
    write(folder / "more.gj", '引用 "a.gj"\n')
    form = write(folder / "form.toml", FORM)
    main(["config", form.name])
    shown = capsys.readouterr().out
    assert re.findall(r"^  (\S+) +(.*)$", shown.partition("\n\n")[0], re.MULTILINE)[-3:] == [
        ("规则", "rules  (gouji.toml:1:1)"),
        ("改级", "规则 总额不大 → 提示  试行  (gouji.toml:10:1)"),
        ("检查它的规则", "rules/a.gj  more.gj"),
    ]
    write(form, FORM.replace("甲", "己"))
    main(["config", form.name])
    assert "检查它的规则  没有“己”这张表样\n" in capsys.readouterr().out


def test_of_several_regradings_the_last_holds(folder: Path) -> None:
    write(folder / "form.toml", FORM)
    text = REGRADE.format(key="表样", value="甲") + REGRADE.format(key="规则", value="总额不大").replace("提示", "警告")
    write(folder / "gouji.toml", text)
    assert found() == ["form.toml warning rule-failed"]


def test_what_keeps_a_form_from_being_read_never_weighs_less(folder: Path) -> None:
    write(folder / "gouji.toml", REGRADE.format(key="文件", value="*"))
    write(folder / "form.toml", FORM + '"别的" = 1\n')
    assert found() == ["form.toml hint rule-failed", "form.toml error unknown-key"]


def test_the_language_is_the_configured_one_unless_another_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "gouji.toml", 'language = "en"')
    write(folder / "form.toml", FORM.replace("8", "1"))
    for arguments, variable, told in (((), "", "Files: 1"), (("--lang", "zh"), "", "检查了"), ((), "zh", "检查了")):
        monkeypatch.setenv("GOUJI_LANG", variable)
        main(["check", "form.toml", *arguments])
        assert capsys.readouterr().out.startswith(told)


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("a.toml", "x/y/a.toml", True),
        ("./a.toml", "x/a.toml", False),
        ("./a.toml", "a.toml", True),
        ("x", "x/y/a.toml", True),
        ("x/", "z/x/a.toml", True),
        ("x/*.toml", "x/y/a.toml", False),
        ("x/**", "x/y/a.toml", True),
        ("x/**/a.toml", "x/a.toml", True),
        ("**/y/*", "x/y/a.toml", True),
        ("*申报*", "甲申报表.toml", True),
        ("X", "x/a.toml", False),
        ("**/**/**/**/**/b", "/".join("a" * 200), False),
    ],
)
def test_patterns(pattern: str, path: str, is_meant: bool) -> None:
    assert matches(path, [pattern]) is is_meant


def test_no_configuration_and_no_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    assert "没有配置文件" in capsys.readouterr().out
    assert main(["config", "nowhere"]) == 2
    write(folder / "gouji.toml", "x").chmod(0o200)
    assert main(["config"]) in (0, 1)


def test_names_of_checks_are_known_without_their_rules(folder: Path) -> None:
    """The names that a configuration may give are those of the checks, found without typing what the rules say."""
    program = gouji.load_rules(folder / "rules")
    (form,) = program.forms
    assert set(program.check_names(form)) == {name for name, _ in program.named_checks(form)}


def test_a_list_that_is_cut_shows_it() -> None:
    assert (some_of("abcdefgh"), some_of("abcdefghi")) == (tuple("abcdefgh"), (*"abcdefgh", "…"))
