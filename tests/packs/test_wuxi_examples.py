"""Do the five Wuxi 2024 target files hold every cell of the printed forms, and nothing else?

A reader of its own takes the printed tables line by line; nothing is shared with the packages under test. Every cell that
is left out, or stands elsewhere than the text has it, is listed below with its reason, and nothing else may differ.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.packs.target_values import NUMBER, ROOT, SEEDS, Figure, Leaf, Place, is_plain, money, target_file, written

EXAMPLES = ROOT / "examples" / "wuxi-2024"
TRANSCRIPT = Path(__file__).with_name("wuxi-2024.transcript.txt")
# The published text itself is not part of the repository; where it is at hand, it is compared as well.
SOURCES = [TRANSCRIPT, *sorted(SEEDS.glob("002_*.txt"))]

TITLE = "无锡市市级部门整体预算绩效目标表"
FORM = "无锡市部门整体绩效目标表"
SLUGS = ("benji", "jiangyin", "yixing", "xishan", "huishan")


class Repair(NamedTuple):
    """An indicator whose two headings the text shifts at a page break."""

    read: tuple[str, str]
    evident: tuple[str, str]


class LeftOut(NamedTuple):
    """Number tokens of the text that no target file holds."""

    slug: str
    where: str
    tokens: tuple[str, ...]
    reason: str


REPAIRS = {
    ("benji", "人员管理制度健全性"): Repair(("过程", "项目管理"), ("过程", "人员管理")),
    ("huishan", "绩效指标明确性"): Repair(("结果", "目标设定"), ("决策", "目标设定")),
    ("huishan", "预算编制科学性"): Repair(("结果", "目标设定"), ("决策", "预算编制")),
    ("huishan", "预算编制规范性"): Repair(("过程", "预算编制"), ("决策", "预算编制")),
    ("huishan", "预算调整率"): Repair(("过程", "预算编制"), ("过程", "预算执行")),
}
# Printed headings with no indicator under them.
EMPTY_HEADINGS = {
    "benji": ["效益指标/经济效益", "效益指标/生态效益", "效益指标/可持续影响", "满意度指标/服务对象满意度"],
    "jiangyin": ["效益指标/经济效益", "效益指标/生态效益"],
    "yixing": ["效益指标/生态效益"],
    "xishan": ["效益指标/社会效益", "效益指标/生态效益", "效益指标/可持续影响", "满意度指标/服务对象满意度"],
    "huishan": ["效益指标/社会效益", "效益指标/生态效益", "效益指标/可持续影响", "满意度指标/服务对象满意度"],
}
# Indicators that the text has lost: only the 二级指标 beside them is left, in a line of its own.
LOST_ROWS = {"huishan": {"过程/预算管理": "预算管理制度健全性"}}
LEFT_OUT = (
    LeftOut("xishan", "收入", ("0",), "stray: no label beside it, below 财政专户管理资金"),
    LeftOut("benji", "单位主要职能", ("1", "2", "3", "4", "5", "6"), "numbers of a list in retold prose"),
    LeftOut("jiangyin", "单位主要职能", ("1", "2", "3", "4", "5", "6"), "numbers of a list in retold prose"),
    LeftOut("huishan", "单位主要职能", ("1", "2", "3", "4"), "numbers of a list in retold prose"),
    LeftOut("huishan", "中长期目标", ("一个",), "“每一个”: each, not a count"),
)

PROSE = {
    "单位主要职能": ("单位主要职能",),
    "机构设置及人员配置": ("机构设置及人员配置",),
    "中长期目标": ("中长期目标",),
    "年度目标": ("年度目标",),
}
INCOME = ("资金总额", "国有资本金", "社保基金", "上年结转资金", "其他资金")
GRANT = ("一般公共预算资金", "政府性基金", "财政专户管理资金")
INDICATORS_HEADER = ("一级指标", "二级指标", "三级指标", "半年指标值", "全年指标值")
DUTIES_HEADER = ("一级指标", "二级指标", "重点工作", "对应项目", "三级指标", "半年指标值", "全年指标值")
HEADERS = {  # a line that opens a section -> the section
    ("部门整体资金（万元）", "收入", "全年预算数"): "收入",
    ("支出", "半年计划执行数", "全年预算数"): "支出",
    ("支出", "半年计划执行数"): "支出",
    ("全年预算数",): "支出",  # the second line of a header that is broken in two
    DUTIES_HEADER: "履职",
}
TOP_HEADINGS = {"决策", "过程", "结果", "履职", "效益指标", "满意度指标"}
COUNTED = re.compile(
    r"[0-9]+(?:\.[0-9]+)?(?: ?(?:亿元|亿|万人|万元|万|元|个|人|名|年|次|份|篇|%))?|[一二两三四五六七八九十百]+(?:个|名|大|步法)"
)


@dataclass
class Form:
    """One printed form: its cells by their place in a target file, its prose, and what has no place there."""

    cells: dict[Place, Leaf] = field(default_factory=dict)
    prose: dict[Place, str] = field(default_factory=dict)
    empty_headings: list[str] = field(default_factory=list)
    bare_headings: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    repaired: set[str] = field(default_factory=set)


class Reader:
    """Reads one printed form; a line that it does not understand is an error."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.form = Form()
        self.section = "表头"
        self.top = self.second = ""
        self.items = self.indicators = 0

    def read(self, text: str) -> Form:
        """Read every line of a form."""
        for line in text.splitlines():
            row = tuple(cell.strip() for cell in line.split("\t") if cell.strip())
            if row and not all(re.fullmatch("-+", cell) for cell in row):
                self.read_row(row)
        return self.form

    def read_row(self, row: tuple[str, ...]) -> None:
        """Read one line: a header, a line of prose, or a row of the section that it stands in."""
        cells = self.form.cells
        header = tuple(cell.replace(" ", "") for cell in row)
        if header in HEADERS:
            self.section = HEADERS[header]
        elif row == INDICATORS_HEADER:
            self.section = "效益" if self.section == "履职" else "决策"
        elif row == (TITLE,):
            cells["form",] = FORM
        elif self.section == "表头" and len(row) == 1 and (year := re.fullmatch("([0-9]{4})年度", row[0])):
            cells["year",] = Figure(year[1])
        elif self.section == "表头" and len(row) == 2 and row[0] == "单位名称":
            cells["单位名称",] = row[1]
        elif len(row) == 2 and row[0] in PROSE and self.section in ("表头", "支出"):
            self.form.prose[PROSE[row[0]]] = row[1]
        elif self.section == "收入":
            self.read_income(row)
        elif self.section == "支出":
            self.read_spending(row)
        elif self.section in ("决策", "履职", "效益"):
            self.read_indicator(row)
        else:
            raise ValueError(f"not understood: {row}")

    def read_income(self, row: tuple[str, ...]) -> None:
        """Read a label and its amount; the subtotal stands behind the name of its group."""
        match row:
            case (label, amount) if label in INCOME:
                place: Place = ("收入", label)
            case (label, amount) if label in GRANT:
                place = ("收入", "财政拨款", label)
            case ("财政拨款", "小计", amount):
                place = ("收入", "财政拨款", "小计")
            case (amount,):
                self.form.strays.append(money(amount).written)
                return
            case _:
                raise ValueError(f"not an income: {row}")
        self.put(place, money(amount))

    def read_spending(self, row: tuple[str, ...]) -> None:
        """Read a name and its two amounts: the two kinds of spending first, then the projects."""
        name, half, full = row
        if name in ("基本支出", "项目支出"):
            place: Place = ("支出", name)
        else:
            self.put(("支出", "项目", self.items, "名称"), name)
            place = ("支出", "项目", self.items, "金额")
            self.items += 1
        self.put((*place, "半年"), money(half))
        self.put((*place, "全年"), money(full))

    def read_indicator(self, row: tuple[str, ...]) -> None:
        """Read an indicator behind as many of its headings as the line has; merged cells carry on."""
        if row[0] in TOP_HEADINGS:
            self.top, *rest = row
            row = tuple(rest)
        if len(row) == 1:
            self.second = row[0]
            headings = self.form.bare_headings if self.section == "决策" else self.form.empty_headings
            headings.append(f"{self.top}/{self.second}")
            return
        *before, name, half, full = row
        work = before.pop() if self.section == "履职" else ""
        if before:
            (self.second,) = before
        headings_read = (self.top, self.second)
        repair = REPAIRS.get((self.slug, name))
        if repair and repair.read == headings_read:
            headings_read = repair.evident
            self.form.repaired.add(name)
        columns = {"一级指标": headings_read[0], "二级指标": headings_read[1], "重点工作": work, "三级指标": name}
        for column, value in columns.items():
            if value:
                self.put(("指标", self.indicators, column), value)
        self.put(("指标", self.indicators, "指标值", "半年"), half)
        self.put(("指标", self.indicators, "指标值", "全年"), full)
        self.indicators += 1

    def put(self, place: Place, value: Leaf) -> None:
        """Keep a cell; no place is filled twice."""
        assert place not in self.form.cells, place
        self.form.cells[place] = value


def form_texts(source: Path) -> dict[str, str]:
    """The text of each form of a source, its title included."""
    before, *parts = source.read_text(encoding="utf-8").split(TITLE)
    assert not before.strip()
    return {slug: TITLE + part for slug, part in zip(SLUGS, parts, strict=True)}


def printed(source: Path, slug: str) -> Form:
    """A form as a source prints it."""
    return Reader(slug).read(form_texts(source)[slug])


def held_by(slug: str) -> dict[Place, Leaf]:
    """A target file's values by place."""
    return target_file(EXAMPLES / f"{slug}.toml")


def headings_of(name: str, form: Form) -> list[tuple[str, str]]:
    """The two headings above each indicator of that name."""
    rows = [place[1] for place, value in form.cells.items() if place[-1] == "三级指标" and value == name]
    return [(str(form.cells["指标", row, "一级指标"]), str(form.cells["指标", row, "二级指标"])) for row in rows]


def left_out(slug: str, where: str) -> list[str]:
    """The tokens that are left out of one cell or section of a form."""
    return [token for entry in LEFT_OUT if (entry.slug, entry.where) == (slug, where) for token in entry.tokens]


each_form = pytest.mark.parametrize("slug", SLUGS)
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name.split("_")[0])


@each_source
@each_form
def test_every_table_cell_agrees(source: Path, slug: str) -> None:
    """Money, names, headings and values are the printed ones, each in its place, with none missing and none added."""
    held = {place: value for place, value in held_by(slug).items() if place not in PROSE.values()}
    assert held == printed(source, slug).cells


@each_source
@each_form
def test_prose_keeps_every_figure(source: Path, slug: str) -> None:
    """Prose is the transcript's word for word; against the published text, its figures with their units, in order."""
    held = held_by(slug)
    form = printed(source, slug)
    assert set(form.prose) == set(PROSE.values())
    for label, place in PROSE.items():
        text = str(held[place])
        if source == TRANSCRIPT:
            assert text == form.prose[place]
        else:
            skipped = left_out(slug, label)
            wanted = [token for token in COUNTED.findall(form.prose[place]) if token not in skipped]
            assert COUNTED.findall(text) == wanted, label


@each_source
@each_form
def test_every_number_is_accounted_for(source: Path, slug: str) -> None:
    """Each number of the text occurs as often in the target file, but for those listed with a reason."""
    text = form_texts(source)[slug]
    held = [written(value) for value in held_by(slug).values()]
    retold = set(PROSE) if source == TRANSCRIPT else set()  # the transcript's prose is the target file's own
    places = {entry.where for entry in LEFT_OUT if entry.slug == slug} - retold
    skipped = [token for where in places for token in left_out(slug, where) if NUMBER.fullmatch(token)]
    assert Counter(NUMBER.findall(text)) == Counter(NUMBER.findall("\n".join(held))) + Counter(skipped)


@each_source
@each_form
def test_what_has_no_place_is_listed(source: Path, slug: str) -> None:
    """Headings without a row, lost rows, stray numbers and repaired headings are those listed here, and no others."""
    form = printed(source, slug)
    assert form.empty_headings == EMPTY_HEADINGS[slug]
    assert form.bare_headings == list(LOST_ROWS.get(slug, {}))
    assert form.strays == left_out(slug, "收入")
    assert form.repaired == {name for owner, name in REPAIRS if owner == slug}


@each_form
def test_no_cell_is_blind(slug: str) -> None:
    """Whichever printed cell is altered, the reading changes or fails: no cell goes unread."""
    text = form_texts(TRANSCRIPT)[slug]
    form = Reader(slug).read(text)
    for cell in re.finditer(r"[^\t\n]+", text):
        altered = f"{text[: cell.end()]}9{text[cell.end() :]}"
        try:
            changed = Reader(slug).read(altered) != form
        except (ValueError, AssertionError):
            changed = True
        assert changed, cell[0]


@pytest.mark.parametrize(("slug", "name"), REPAIRS)
def test_repair_has_its_evidence_on_the_other_forms(slug: str, name: str) -> None:
    """A repaired indicator is put under the headings that every other form prints above it."""
    for other in SLUGS:
        assert headings_of(name, printed(TRANSCRIPT, other)) == [REPAIRS[slug, name].evident]


@pytest.mark.parametrize("slug", LOST_ROWS)
def test_lost_rows_are_printed_on_the_other_forms(slug: str) -> None:
    """A lost row is one that the four other forms print under that heading, and it is not made up on this one."""
    for heading, name in LOST_ROWS[slug].items():
        for other in SLUGS:
            found = ["/".join(headings) for headings in headings_of(name, printed(TRANSCRIPT, other))]
            assert found == ([] if other == slug else [heading])


def test_readme_tells_each_exception() -> None:
    """The folder's README names every repair, lost row and empty heading."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    names = [name for _, name in REPAIRS] + [name for rows in LOST_ROWS.values() for name in rows.values()]
    names += [heading.split("/")[1] for headings in EMPTY_HEADINGS.values() for heading in headings]
    assert [name for name in names if name not in readme] == []


@pytest.mark.parametrize(
    "path", [TRANSCRIPT, *(EXAMPLES / f"{slug}.toml" for slug in SLUGS)], ids=lambda path: path.stem
)
def test_files_are_plain_utf8_with_line_feeds(path: Path) -> None:
    """UTF-8 without a mark, line feeds only, one at the end."""
    assert is_plain(path)
