"""Does the Yancheng 2021 target file hold every cell of the scanned form, but for the repairs listed here?

A reader of its own takes the text that was read from the scan; nothing is shared with the packages under test. The tables
are compared cell by cell. The cells above them, whose lines the scan broke, are compared by their figures.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.packs.target_values import NUMBER, ROOT, SEEDS, Leaf, Place, is_plain, money, target_file, written

EXAMPLES = ROOT / "examples" / "yancheng-2021"
EXAMPLE = EXAMPLES / "zhongxin.toml"
TRANSCRIPT = Path(__file__).with_name("yancheng-2021.transcript.txt")
# The published text itself is not part of the repository; where it is at hand, it is compared as well.
SOURCES = [TRANSCRIPT, *sorted(SEEDS.glob("001_*.txt"))]


class Tokens(NamedTuple):
    """Number tokens that stand only in the text, or only in the target file, and why."""

    where: str
    tokens: str
    reason: str


class Repair(NamedTuple):
    """The cells of an indicator as the scan was read, and as they evidently are: name, four values, 依据或说明."""

    read: tuple[str, ...]
    evident: tuple[str, ...]


# In the published text above the tables.
ONLY_READ = (
    Tokens("title", "6 7", "附件 6-7: the number of the attachment, not a cell"),
    Tokens("中长期目标", "80 8", "the left third of the cell was read a second time"),
    Tokens("年度目标", "10 00", "100%, broken in two where columns overlap: see ONLY_WRITTEN"),
    Tokens("上年度: 公积金电子稽查工具及审计系统", "1 11 5", "a stray mark; 11 月 5 日 was read twice"),
    Tokens("上年度: 个贷率", "5", "a stray mark between two columns"),
    Tokens("工作二, after a page break", "12 12 4476 12 4476 12 4476 12 4476 12 477 12 47", "unreadable cell"),
    Tokens("工作二, after a page break", "28 1" + " 2" * 18, "unreadable cell"),
    Tokens("工作二, after a page break", "3 12 40 3 9", "unreadable cell"),
    Tokens("工作三", "90 9 9 5 7", "unreadable cell: three strips of it read beside one another"),
)
ONLY_WRITTEN = (Tokens("年度目标", "100", "个贷率, as 工作一 and the indicator 个贷率 have it"),)
# In the tables, of the text: parts of labels, and a line of noise.
ONLY_READ_IN_TABLES = (
    Tokens("支出", "1. 2. 3.", "the numbers of a list of labels"),
    Tokens("page break in 提供12329热线咨询服务人次", "1 5 1 1 1 1 1", "a line of noise"),
)

PROSE = {  # as printed -> where
    "部门职能": "单位主要职能",
    "负责执行的相关政策": "负责执行的相关政策",
    "部门中长期战略目标(规划)": "中长期目标",
    "年度绩效目标": "年度目标",
}
# The labels of the two halves of 年度部门预算, as one text each, and the labels that have amounts beside them.
INCOME_LABELS = (
    "公共财政预算拨款收入政府性基金收入上级补助收入事业收入经营收入附属单位上缴收入其他收入国有资本经营预算收入合计"
)
SPENDING_LABELS = (
    "基本支出其中:1.工资福利支出2.对个人和家庭的补助支出3.商品和服务支出职能项目支出预留机动经费"
    "公共预算市级专项资金支出政府性基金支出国有资本经营预算支出合计"
)
INCOME = {"拨款收入政府性基金": "一般公共预算资金", "合计": "资金总额"}
SPENDING = {
    "基本支出其中:1.工资": "基本支出",
    "福利支出": "工资福利支出",
    "2.对个人和家庭的补助支出": "对个人和家庭的补助支出",
    "3.商品和服务支出": "商品和服务支出",
    "职能项目支出": "项目支出",
    "预留机动经费": "预留机动经费",
    "合计": "支出总额",
}
PERIODS = ("全年", "半年", "前三季度")
# The two headings and how many indicators they stand for. The scan has a heading once, beside one of its indicators.
BLOCKS = (
    ("部门投入", "预算配置", 6),
    ("过程管理", "预算管理", 5),
    ("部门产出", "", 2),
    ("部门产出", "数量", 6),
    ("部门产出", "质量", 7),
    ("部门产出", "时效", 3),
    ("部门产出", "成本", 1),
    ("履职效果", "经济效益", 1),
    ("履职效果", "社会效益", 3),
    ("履职效果", "生态效益", 1),
    ("履职效果", "满意度", 4),
)
MISREAD_HEADINGS = {"过柱官理": "过程管理"}
NOISE = "15111"  # begins the line between the two halves of 提供12329热线咨询服务人次
REPAIRS = (
    Repair(
        ('"三公经费"控制率', "100%", "100%", "100%", "100%", "严格三公经费支出"),
        ("“三公经费”控制率", "100%", "100%", "100%", "100%", "严格三公经费支出"),
    ),
    Repair(
        ("资产管理规范性", "规范", "规范", "规范", "规范", "严格按照规定资产管理"),
        ("资产管理规范性", "规范", "规范", "规范", "规范", "严格按照资产管理规定"),
    ),
    Repair(
        ("总体工作完成率", "95%", "95%", "50%", "70%", "房公积金目标管理核办法"),
        ("总体工作完成率", "95%", "95%", "50%", "70%", "住房公积金目标管理考核办法"),
    ),
    Repair(
        ("重点工作完成率", "100%", "100%", "100%", "100%", "房公积金目标管理核办法"),
        ("重点工作完成率", "100%", "100%", "100%", "100%", "住房公积金目标管理考核办法"),
    ),
    Repair(
        ("新建住房公积金人数", "9万", "9万", "4万", "6万", "住房公积则金缴存细"),
        ("新建住房公积金人数", "9万", "9万", "4万", "6万", "住房公积金缴存细则"),
    ),
    Repair(
        ("归集住房公积金", "90亿元", "90亿", "元40亿元", "60亿元", "住房公积则金缴存细"),
        ("归集住房公积金", "90亿元", "90亿元", "40亿元", "60亿元", "住房公积金缴存细则"),
    ),
    Repair(
        ("提取住房公积金", "65亿元", "65亿", "元30亿元", "40亿元", "住房公积则金提取细"),
        ("提取住房公积金", "65亿元", "65亿元", "30亿元", "40亿元", "住房公积金提取细则"),
    ),
    Repair(
        ("发放住房公积金贷款", "35亿元", "35亿", "元15亿元", "20亿元", "住房公积则金贷款细"),
        ("发放住房公积金贷款", "35亿元", "35亿元", "15亿元", "20亿元", "住房公积金贷款细则"),
    ),
    Repair(
        ("住房公积金贷款业", "3个工作日", "3个工作日", "3个工作日", "3个工作日", "依据贷款细则,限时办结"),
        ("住房公积金贷款业务", "3个工作日", "3个工作日", "3个工作日", "3个工作日", "依据贷款细则,限时办结"),
    ),
    Repair(
        (
            "群众到场次数",
            "减少",
            "减少",
            "减少",
            "减少",
            '通过业务协同和数据共享,最终实现公积金所有支取业务"不见面",贷款"见一次面"',
        ),
        (
            "群众到场次数",
            "减少",
            "减少",
            "减少",
            "减少",
            "通过业务协同和数据共享,最终实现公积金所有支取业务“不见面”,贷款“见一次面”",
        ),
    ),
)


@dataclass
class Form:
    """The tables of the printed form by their place in the target file, the labels of the budget, and where headings stand."""

    cells: dict[Place, Leaf] = field(default_factory=dict)
    labels: list[str] = field(default_factory=lambda: ["", ""])
    headings: list[tuple[int, str]] = field(default_factory=list)
    repaired: list[Repair] = field(default_factory=list)

    def put(self, place: Place, value: Leaf) -> None:
        """Keep a cell; no place is filled twice."""
        if place in self.cells:
            raise ValueError(f"twice: {place}")
        self.cells[place] = value


def squeezed(text: str) -> str:
    """A text without blanks: the scan has them inside of figures and words."""
    return "".join(text.split())


def halves(text: str) -> tuple[list[str], list[str]]:
    """The lines above the tables, and those of the tables."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = next(number for number, line in enumerate(lines) if squeezed(line).startswith("预算的"))
    last = next(number for number, line in enumerate(lines) if "填表日期" in line)
    return [*lines[:first], lines[last]], lines[first:last]


def read_tables(text: str) -> Form:
    """年度部门预算 and 绩效目标; a line that is not understood is an error."""
    form = Form()
    lines = [[squeezed(cell) for cell in line.split("\t")] for line in halves(text)[1]]
    header = next(number for number, line in enumerate(lines) if line[0] == "一级指标")
    if ["".join(lines[0]), "".join(lines[header - 1])] != ["预算的V预算支出V.—", "绩数目标`"]:
        raise ValueError("not these headings")
    if lines[header][:8] != [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "全年值",
        "上半年值",
        "前三季度值",
        "依据或说",
    ]:
        raise ValueError("not these columns")
    for line in lines[1 : header - 1]:
        read_budget(form, line)
    read_indicators(form, lines[header + 1 :])
    return form


def read_budget(form: Form, line: list[str]) -> None:
    """A line of the budget: an income and its three amounts, then a spending and its three."""
    line = [*line, *[""] * (9 - len(line))]
    if line[0] not in ("", "年度部门预算"):
        raise ValueError(f"not a heading: {line[0]}")
    for half, (group, names) in enumerate((("收入", INCOME), ("支出", SPENDING))):
        label, *amounts = line[1 + 4 * half : 5 + 4 * half]
        form.labels[half] += label
        if amounts == ["全年数", "上半年数", "前三季度数"]:
            continue
        for period, amount in zip(PERIODS, amounts, strict=True):
            if any(amounts):
                form.put((group, names[label], period), money(amount))


def read_indicators(form: Form, lines: list[list[str]]) -> None:
    """Headings where they stand, and the six cells of each indicator; the last page has a column less."""
    rows = 0
    shift = 0
    for line in lines:
        if line[1] == NOISE:
            shift = 1
        elif shift and line[1] == "务人次":  # the end of a name that the page breaks
            cut = written(form.cells["指标", rows - 1, "三级指标"])
            form.cells["指标", rows - 1, "三级指标"] = cut + line[1]
        else:
            cells = [""] * shift + line
            form.headings += [(rows, MISREAD_HEADINGS.get(cell, cell)) for cell in cells[:2] if cell]
            read_indicator(form, rows, (*cells[2:7], "".join(cells[7:])))
            rows += 1


def read_indicator(form: Form, row: int, cells: tuple[str, ...]) -> None:
    """One indicator, repaired if it is among the repairs."""
    repair = next((one for one in REPAIRS if one.read == cells), None)
    if repair is not None:
        form.repaired.append(repair)
        cells = repair.evident
    name, standard, full, half, three_quarters, basis = cells
    for column, value in (("三级指标", name), ("指标标准", standard), ("依据或说明", basis)):
        if value:
            form.put(("指标", row, column), value)
    for period, value in zip(PERIODS, (full, half, three_quarters), strict=True):
        form.put(("指标", row, "指标值", period), value)


def held_tables() -> dict[Place, Leaf]:
    """The cells of the target file that stand in the tables, but for the headings."""
    return {
        place: value
        for place, value in target_file(EXAMPLE).items()
        if place[0] in ("收入", "支出", "指标") and place[-1] not in ("一级指标", "二级指标")
    }


def held_above() -> list[str]:
    """What the target file holds of the cells above the tables, and the date below."""
    tables = ("form", "收入", "支出", "指标")
    return [written(value) for place, value in target_file(EXAMPLE).items() if place[0] not in tables]


def numbers(texts: list[str]) -> Counter[str]:
    """The number tokens, those joined that the scan parted behind the point."""
    return Counter(NUMBER.findall(re.sub(r"([0-9])\. ([0-9])", r"\1.\2", "\n".join(texts))))


def listed(entries: tuple[Tokens, ...]) -> Counter[str]:
    """The tokens that are listed with a reason."""
    return Counter(token for entry in entries for token in NUMBER.findall(entry.tokens))


each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name.split("_")[0])


@each_source
def test_every_table_cell_agrees(source: Path) -> None:
    """Money, indicators, values and their grounds are the printed ones, each in its place, with none missing or added."""
    form = read_tables(source.read_text(encoding="utf-8"))
    assert form.cells == held_tables()
    assert form.labels == [INCOME_LABELS, SPENDING_LABELS]
    assert sorted(form.repaired) == sorted(REPAIRS)


@each_source
def test_headings_stand_within_their_blocks(source: Path) -> None:
    """Each printed heading stands beside an indicator that has it in the target file, and none is without its print."""
    form = read_tables(source.read_text(encoding="utf-8"))
    wanted = [(top, second) for top, second, count in BLOCKS for _ in range(count)]
    held = target_file(EXAMPLE)
    rows = range(sum(place[-1] == "三级指标" for place in held))
    blank = ""
    assert [(held["指标", row, "一级指标"], held.get(("指标", row, "二级指标"), blank)) for row in rows] == wanted
    assert [heading for row, heading in form.headings if heading not in wanted[row]] == []
    assert {heading for _, heading in form.headings} == {heading for pair in wanted for heading in pair if heading}


@each_source
def test_every_number_of_the_tables_is_accounted_for(source: Path) -> None:
    """Each number of the tables occurs as often in the target file, but for those listed with a reason."""
    read = numbers(halves(source.read_text(encoding="utf-8"))[1])
    assert read == numbers([written(value) for value in held_tables().values()]) + listed(ONLY_READ_IN_TABLES)


@each_source
def test_every_number_above_is_accounted_for(source: Path) -> None:
    """Each number above the tables occurs as often in the target file, but for those listed with a reason."""
    text = re.sub(r"联系电话:[0-9]+", "", source.read_text(encoding="utf-8"))
    read, held = numbers(halves(text)[0]), numbers(held_above())
    if source == TRANSCRIPT:
        assert read == held
    else:
        assert read + listed(ONLY_WRITTEN) == held + listed(ONLY_READ)


def test_transcript_is_the_target_file_word_for_word() -> None:
    """Above the tables, the transcript holds the cells of the target file and no others, and names no person."""
    lines = [line.strip() for line in halves(TRANSCRIPT.read_text(encoding="utf-8"))[0]]
    held = target_file(EXAMPLE)
    for label, name in PROSE.items():
        assert f"{label}\t{written(held[name,])}" in lines
    tables = [
        ("上年度绩效目标完成情况", ("绩效目标", "绩效目标完成情况"), 7),
        ("年度工作任务", ("工作任务名称", "工作主要内容和要求", "对应部门职能", "对应项目名称"), 3),
    ]
    for table, columns, count in tables:
        for row in range(count):
            assert "\t".join(written(held[table, row, column]) for column in columns) in lines
        assert (table, count, columns[0]) not in held
    text = TRANSCRIPT.read_text(encoding="utf-8")
    assert [word for word in ("填表人", "负责人", "电话:") if word in text] == []


def test_no_table_cell_is_blind() -> None:
    """Whichever cell of the tables is altered, the reading changes or fails, but for the line of noise."""
    text = TRANSCRIPT.read_text(encoding="utf-8")
    form = read_tables(text)
    start = text.index("\n", text.index("公共财政预算"))
    for cell in re.finditer(r"[^\t\n]+", text):
        if cell.start() < start or text.count("\n", 0, cell.start()) == noise_line(text) or "填表日期" in cell[0]:
            continue
        try:
            changed = read_tables(f"{text[: cell.end()]}9{text[cell.end() :]}") != form
        except (ValueError, KeyError, StopIteration):
            changed = True
        assert changed, cell[0]


def noise_line(text: str) -> int:
    """The number of the line that is noise."""
    return next(number for number, line in enumerate(text.split("\n")) if squeezed(line).startswith(NOISE))


def test_readme_tells_each_repair() -> None:
    """The folder's README names every repaired indicator, and every cell whose figures are left out."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    names = [repair.evident[0] for repair in REPAIRS] + list(MISREAD_HEADINGS)
    names += [entry.where.split(",")[0].split(": ")[-1] for entry in ONLY_READ[1:]]
    assert [name for name in names if name not in readme] == []


@pytest.mark.parametrize("path", [TRANSCRIPT, EXAMPLE], ids=lambda path: path.stem)
def test_files_are_plain_utf8_with_line_feeds(path: Path) -> None:
    """UTF-8 without a mark, line feeds only, one at the end."""
    assert is_plain(path)
