"""Does the Yancheng 2022 target file hold every cell of the printed form, and nothing else?

A reader of its own takes the text of the PDF; nothing is shared with the packages under test. In that text merged cells are
broken over lines, so headings are read as one stream of signs, and everything else line by line.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.packs.target_values import NUMBER, ROOT, SEEDS, Leaf, Place, is_plain, money, target_file, written

EXAMPLES = ROOT / "examples" / "yancheng-2022"
EXAMPLE = EXAMPLES / "zhongxin.toml"
TRANSCRIPT = Path(__file__).with_name("yancheng-2022.transcript.txt")
# The published text itself is not part of the repository; where it is at hand, it is compared as well.
SOURCES = [TRANSCRIPT, *sorted(SEEDS.glob("000_*.txt"))]

FORM = "盐城市部门整体绩效目标表"
HEAD = re.compile(
    "盐城市市本级部门整体预算绩效目标表(?P<year>[0-9]{4})年度单位名称(?P<单位名称>.+?)单位主要职能(?P<单位主要职能>.+?)"
    "机构设置及人员配置(?P<机构设置及人员配置>.+?)部门整体资金（万元）收入全年预算数资金总额.+?"
    "中长期目标(?P<中长期目标>.+?)年度目标(?P<年度目标>.+?)一级指标二级指标三级指标半年指标值全年指标值决策.+"
)
PROSE = ("单位主要职能", "机构设置及人员配置", "中长期目标", "年度目标")
INCOME: dict[str, Place] = {  # as printed -> where
    "资金总额": ("收入", "资金总额"),
    "小计": ("收入", "财政拨款", "小计"),
    "一般公共预算资金": ("收入", "财政拨款", "一般公共预算资金"),
    "政府性基金预算资金": ("收入", "财政拨款", "政府性基金"),
    "财政专户管理资金": ("收入", "财政拨款", "财政专户管理资金"),
    "国有资本经营预算资金": ("收入", "国有资本金"),
    "社会保险基金预算资金": ("收入", "社保基金"),
    "上年结转资金": ("收入", "上年结转资金"),
    "其他资金": ("收入", "其他资金"),
}
# What stands between the amounts; the first headings are printed again on the second page.
MONEY_HEADINGS = "收入全年预算数财政拨款支出半年计划执行数全年预算数部门整体资金（万元）支出"
INDICATORS_HEADER = "一级指标 二级指标 三级指标 半年指标值 全年指标值"
DUTIES_HEADER = "一级指标 二级指标 重点工作 对应项目 三级指标 半年指标值 全年指标值"
INDICATOR = re.compile(r"(?:(.*) )?([^ ]+) ((?:[＝≥≤]?[0-9][^ ]*)|[^ ]{2}) ((?:[＝≥≤]?[0-9][^ ]*)|[^ ]{2})")
HEADINGS = ("一级指标", "二级指标", "重点工作", "对应项目")
# The first indicator of a page -> the headings that are printed again above it.
PRINTED_AGAIN = {
    "资产管理规范性": ("一级指标",),
    "在线服务渠道": ("一级指标", "二级指标"),
    "召开银行经办人员业务学习交流会议": ("一级指标",),
}
# Taken out of the prose of 机构设置及人员配置, so that they can be checked; the form has no cells for them.
FROM_PROSE = {("人员", "编制人数"): "编制96人", ("人员", "在编人数"): "在编99人"}
# Counted words of the published prose that the target file does not hold.
LEFT_OUT = {"中长期目标": ["两个"]}  # “两个一百年”: a slogan
COUNTED = re.compile(
    r"[0-9]+(?:\.[0-9]+)?(?:亿元|万人|万户|万平方米|万元|元|个|人|年|月|%|‰)?|[一二两三四五六七八九十百]+(?:个|名|大)"
)


@dataclass
class Form:
    """The printed form: its cells by their place in the target file, its prose, and all headings as one text."""

    cells: dict[Place, Leaf] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)
    money_headings: str = ""
    headings: str = ""

    def put(self, place: Place, value: Leaf) -> None:
        """Keep a cell; no place is filled twice."""
        if place in self.cells:
            raise ValueError(f"twice: {place}")
        self.cells[place] = value


def read(text: str) -> Form:
    """The printed form; a text that is not understood is an error."""
    form = Form()
    head = HEAD.fullmatch(squeezed(text))
    if head is None:
        raise ValueError("not this form")
    form.put(("form",), FORM)
    form.put(("year",), money(head["year"]))
    form.put(("单位名称",), head["单位名称"])
    form.prose = {name: head[name] for name in PROSE}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines.index("收入")
    read_money(form, lines[first : lines.index("中长期目标")])
    read_indicators(form, lines[lines.index(INDICATORS_HEADER) :])
    return form


def read_money(form: Form, lines: list[str]) -> None:
    """A name and one amount is an income, a name and two a spending; the rest are headings."""
    items = 0
    for line in lines:
        name, *amounts = line.split(" ")
        if len(amounts) == 1:
            form.put(INCOME[name], money(amounts[0]))
        elif len(amounts) == 2:
            place: Place = ("支出", name)
            if name not in ("基本支出", "项目支出"):
                form.put(("支出", "项目", items, "名称"), name)
                place = ("支出", "项目", items, "金额")
                items += 1
            form.put((*place, "半年"), money(amounts[0]))
            form.put((*place, "全年"), money(amounts[1]))
        elif amounts:
            raise ValueError(f"not an amount: {line}")
        else:
            form.money_headings += name


def read_indicators(form: Form, lines: list[str]) -> None:
    """A line that ends in a name and two values is an indicator; what else it holds, and all other lines, are headings."""
    rows = 0
    for line in lines:
        if line in (INDICATORS_HEADER, DUTIES_HEADER):
            continue
        indicator = INDICATOR.fullmatch(line)
        if indicator is None:
            form.headings += squeezed(line)
            continue
        before, name, half, full = indicator.groups()
        form.headings += squeezed(before or "")
        form.put(("指标", rows, "三级指标"), name)
        form.put(("指标", rows, "指标值", "半年"), half)
        form.put(("指标", rows, "指标值", "全年"), full)
        rows += 1


def squeezed(text: str) -> str:
    """A text without blanks and line ends."""
    return "".join(text.split())


def printed_headings(held: dict[Place, Leaf]) -> str:
    """The headings above the indicators as the form prints them: merged, and again at the top of some pages."""
    stream = ""
    above: tuple[str, ...] = ("",) * len(HEADINGS)
    for row in range(sum(place[-1] == "三级指标" for place in held)):
        headings = tuple(written(held.get(("指标", row, column), "")) for column in HEADINGS)
        again = PRINTED_AGAIN.get(written(held["指标", row, "三级指标"]), ())
        changed = False
        for column, heading, before in zip(HEADINGS, headings, above, strict=True):
            changed = changed or heading != before  # a heading is printed anew below one that changes
            if changed or column in again:
                stream += heading
        above = headings
    return stream


def is_cell(place: Place) -> bool:
    """Whether a place is a cell of its own: not prose, not a merged heading, not taken out of the prose."""
    return place[0] not in PROSE and place[-1] not in HEADINGS and place not in FROM_PROSE


each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name.split("_")[0])


@each_source
def test_every_table_cell_agrees(source: Path) -> None:
    """Money, names and values are the printed ones, each in its place, with none missing and none added."""
    form = read(source.read_text(encoding="utf-8"))
    assert {place: value for place, value in target_file(EXAMPLE).items() if is_cell(place)} == form.cells


@each_source
def test_every_heading_agrees(source: Path) -> None:
    """The headings stand in the printed order above the printed indicators, sign by sign."""
    form = read(source.read_text(encoding="utf-8"))
    assert form.money_headings == MONEY_HEADINGS
    assert form.headings == printed_headings(target_file(EXAMPLE))


@each_source
def test_prose_keeps_every_figure(source: Path) -> None:
    """Prose is the transcript's word for word; against the published text, its figures with their units, in order."""
    held = target_file(EXAMPLE)
    form = read(source.read_text(encoding="utf-8"))
    for name in PROSE:
        text = written(held[name,])
        if source == TRANSCRIPT:
            assert text == form.prose[name]
        else:
            wanted = [token for token in COUNTED.findall(form.prose[name]) if token not in LEFT_OUT.get(name, ())]
            assert COUNTED.findall(text) == wanted, name


def test_staff_numbers_stand_in_the_prose() -> None:
    """What is taken out of the prose says what the prose says."""
    held = target_file(EXAMPLE)
    for place, words in FROM_PROSE.items():
        assert words in written(held["机构设置及人员配置",])
        assert NUMBER.findall(words) == [written(held[place])]


@each_source
def test_every_number_is_accounted_for(source: Path) -> None:
    """Each number of the text occurs as often in the target file, merged headings counted as they are printed."""
    held = target_file(EXAMPLE)
    texts = [written(value) for place, value in held.items() if is_cell(place) or place[0] in PROSE]
    texts.append(printed_headings(held))
    text = source.read_text(encoding="utf-8")
    assert Counter(NUMBER.findall(text)) == Counter(NUMBER.findall("\n".join(texts)))


def test_no_cell_is_blind() -> None:
    """Whichever printed word is altered, the reading changes or fails: none goes unread."""
    text = TRANSCRIPT.read_text(encoding="utf-8")
    form = read(text)
    for word in re.finditer(r"\S+", text):
        try:
            changed = read(f"{text[: word.end()]}9{text[word.end() :]}") != form
        except (ValueError, KeyError):
            changed = True
        assert changed, word[0]


def test_readme_tells_each_exception() -> None:
    """The folder's README names what is taken out of the prose and what is printed again."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    names = [str(place[-1]) for place in FROM_PROSE] + list(PRINTED_AGAIN) + ["两个一百年"]
    assert [name for name in names if name not in readme] == []


@pytest.mark.parametrize("path", [TRANSCRIPT, EXAMPLE], ids=lambda path: path.stem)
def test_files_are_plain_utf8_with_line_feeds(path: Path) -> None:
    """UTF-8 without a mark, line feeds only, one at the end."""
    assert is_plain(path)
