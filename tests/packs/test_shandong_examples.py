"""Do the Linyi 2023 and Qingdao 2022 target files hold every cell of the printed forms, and nothing else?

Two readers of their own take the printed forms cell by cell; nothing is shared with the packages under test. Every number
that is left out is listed below with its reason, and nothing else may differ.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.packs.target_values import NUMBER, ROOT, SEEDS, Figure, Leaf, Place, is_plain, target_file

EXAMPLES = ROOT / "examples"
TRANSCRIPTS = {slug: Path(__file__).with_name(f"{slug}.transcript.txt") for slug in ("linyi-2023", "qingdao-2022")}
# The published texts themselves are not part of the repository; where they are at hand, they are compared as well.
PUBLISHED = {"linyi-2023": "003_*.txt", "qingdao-2022": "004_*.txt"}

Cells = dict[Place, Leaf]


class Document(NamedTuple):
    """A filled form: its folder, its file, and the reader of its document."""

    folder: str
    name: str
    read: Callable[[str], Cells]


class Source(NamedTuple):
    """A document and one of its texts."""

    document: Document
    path: Path


COUNTED = re.compile(
    NUMBER.pattern + r"(?:万|亿)?余?(?:元|%|个|名|笔|套|平方米|年|号)?"
    r"|[一二三四五六七八九十双零]+(?:级|期|窗|链|全|逾)|双百"
)
# Long texts, which are retold; a heading among them, which has no punctuation, is word for word.
PROSE = {"资金用途", "年度目标", "职责内容", "职责目标", "指标解释", "工作活动"}
SENTENCE = re.compile("[，、。；]")
# Number tokens of the text that no target file holds.
LEFT_OUT = {
    "zhongxin": [("10", "the place of the table among the centre's others: （10）")],
    "yewu": [("1", "number of the table, 1."), ("1", "number of a list of one, before the annual goal")],
    "rencai": [("2", "number of the table, 2."), ("1", "number of a list of one, before the annual goal")],
    "xinxi": [("3", "number of the table, 3."), ("1", "number of a list of one, before the annual goal")],
}
# Cells of a printed line that stand for several rows of a target file.
MERGED = ("职责序号", "部门职责", "职责内容", "职责目标")


# ---- Linyi: a line is a row of cells between tabs; its header stands again on each page

LINYI_TITLE = re.compile("## ([0-9]{4})年(临沂市住房公积金中心)部门预算整体绩效目标表（10）")
LINYI_HEADINGS = (
    "职责序号 部门职责 职责目标 绩效指标 指标解释 年度指标值 指标参考值 工作活动".split(),
    ["标准值 (规划目标、行业标准或其他明确标准)", "历史值 (统计年鉴/统计公报/内部统计/其他需明确的来源)"],
    "规划值 当年标准值 前三年均值 上年值 来源".split(),
    "标准值 来源".split(),
)
LINYI_COLUMNS: tuple[Place, ...] = (
    ("三级指标",),
    ("指标解释",),
    ("指标值",),
    ("指标参考值", "规划值"),
    ("指标参考值", "标准值"),
    ("标准值来源",),
    ("指标参考值", "前三年均值"),
    ("指标参考值", "上年值"),
    ("历史值来源",),
    ("工作活动",),
)


def read_linyi(text: str) -> Cells:
    """The cells of the Linyi form; a line that is not understood is an error."""
    cells: Cells = {}
    merged: dict[str, Leaf] = {}
    rows = 0
    for line in text.splitlines():
        row = [cell.strip() for cell in line.split("\t") if cell.strip()]
        if title := LINYI_TITLE.fullmatch(line.strip()):
            cells |= {("form",): "临沂市部门整体绩效目标表", ("year",): Figure(title[1]), ("单位名称",): title[2]}
        elif row and row not in LINYI_HEADINGS:
            if len(row) < len(LINYI_COLUMNS):
                raise ValueError(f"not understood: {row}")
            own = row[len(row) - len(LINYI_COLUMNS) :]
            read_duty(row[: len(row) - len(LINYI_COLUMNS)], merged)
            cells |= {("指标", rows, column): merged[column] for column in MERGED}
            cells |= {("指标", rows, *place): cell for place, cell in zip(LINYI_COLUMNS, own, strict=True)}
            rows += 1
    return cells


def read_duty(before: list[str], merged: dict[str, Leaf]) -> None:
    """Take what a line has before its indicator; what it has not is merged with the line above."""
    match before:
        case [number, duty, content, target] if number.isdigit():
            merged |= {"职责序号": Figure(number), "部门职责": duty, "职责内容": content, "职责目标": target}
        case [content, target]:
            merged |= {"职责内容": content, "职责目标": target}
        case [target]:
            merged["职责目标"] = target
        case []:
            pass
        case _:
            raise ValueError(f"not understood: {before}")


# ---- Qingdao: a line is a cell if it begins with a tab, and goes on with the cell above if it does not

QINGDAO_OPENING = (
    "青岛市住房公积金管理中心（青岛市住房资金管理中心）",
    "2022年部门预算预算项目绩效目标",
)
QINGDAO_TITLE = re.compile(r"(?m)^([123])\.(.*)绩效目标表$")
QINGDAO_COLUMNS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
MONTHS = ("3月底", "6月底", "10月底", "12月底")
# The cells above the indicators: what is printed, or the place that a cell goes to.
QINGDAO_HEAD: list[str | Place] = [
    ("单位名称",),
    "单位：万元",
    "项目编码",
    ("项目编码",),
    "项目名称",
    ("项目名称",),
    "预算规模及资金用途",
    "预算数",
    ("资金", "预算数"),
    "其中：财政    资金",
    ("资金", "财政资金"),
    "其他资金",
    ("资金", "其他资金"),
    "",
    ("资金用途",),
    "资金支出计划（%）",
    *MONTHS,
    "",
    *(("资金支出计划", month) for month in MONTHS),
    "绩效目标",
    ("年度目标",),
    *QINGDAO_COLUMNS,
]


def read_qingdao(number: str) -> Callable[[str], Cells]:
    """A reader of the project with this number; a cell that is not understood is an error."""

    def read(text: str) -> Cells:
        _, title, body = project(text, number)
        printed = cells_of(body)
        cells: Cells = {("form",): "青岛市项目绩效目标表", ("year",): Figure("2022")}
        for wanted, cell in zip(QINGDAO_HEAD, printed, strict=False):
            if isinstance(wanted, str):
                assert cell == wanted, cell
            else:
                amount = wanted[0] in ("资金", "资金支出计划") and cell
                cells[wanted] = Figure(cell) if amount else cell.removeprefix("1.").strip()
                assert not amount or NUMBER.fullmatch(cell), cell
        assert cells["项目名称",] == title, title
        rest = printed[len(QINGDAO_HEAD) :]
        top = ""
        for start in range(0, len(rest), len(QINGDAO_COLUMNS)):
            row = rest[start : start + len(QINGDAO_COLUMNS)]
            top = row[0] = row[0] or top
            places: Iterator[Place] = (("指标", start // len(row), column) for column in QINGDAO_COLUMNS)
            cells |= dict(zip(places, row, strict=True))
        return cells

    return read


def project(text: str, number: str) -> tuple[str, str, str]:
    """The number, title and body of one project's form, below the document's own opening."""
    text = re.sub(r"\[bookmark:[^]]*\]", "", text)
    text = re.sub("(?m)^[^\\S\t]+", "", text)
    opening, *parts = QINGDAO_TITLE.split(text)
    assert tuple(opening.split()) == QINGDAO_OPENING
    numbers = [parts[index] for index in range(0, len(parts), 3)]
    start = numbers.index(number) * 3
    return number, parts[start + 1], parts[start + 2]


def cells_of(body: str) -> list[str]:
    """The cells, one a line; a blank one too."""
    cells: list[str] = []
    for line in body.splitlines():
        if line.startswith("\t"):
            cells.append(line.strip())
        elif line.strip():
            cells[-1] += line.strip()
    return cells


# ---- both

DOCUMENTS = (
    Document("linyi-2023", "zhongxin", read_linyi),
    Document("qingdao-2022", "yewu", read_qingdao("1")),
    Document("qingdao-2022", "rencai", read_qingdao("2")),
    Document("qingdao-2022", "xinxi", read_qingdao("3")),
)
SOURCES = [
    Source(document, path)
    for document in DOCUMENTS
    for path in (TRANSCRIPTS[document.folder], *sorted(SEEDS.glob(PUBLISHED[document.folder])))
]
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
each_source = pytest.mark.parametrize(
    "source", SOURCES, ids=lambda source: f"{source.document.name}-{source.path.name.split('_')[0]}"
)


def held_by(document: Document) -> Cells:
    """A target file's values by place."""
    return target_file(EXAMPLES / document.folder / f"{document.name}.toml")


def numbers_of(source: Source) -> list[str]:
    """Every number token of the printed form, its title and the document's year with it."""
    text = source.path.read_text(encoding="utf-8")
    if source.document.folder == "qingdao-2022":
        number = str(DOCUMENTS.index(source.document))
        text = "\n".join(["2022", *project(text, number)])
    return NUMBER.findall(text)


@each_source
def test_every_cell_agrees(source: Source) -> None:
    """Figures, names, headings and values are the printed ones, each in its place, with none missing and none added."""
    held = held_by(source.document)
    printed = source.document.read(source.path.read_text(encoding="utf-8"))
    retold = {
        place
        for place, cell in printed.items()
        if source.path.parent == SEEDS and place[-1] in PROSE and isinstance(cell, str) and SENTENCE.search(cell)
    }
    assert set(held) == set(printed)
    assert {place: cell for place, cell in held.items() if place not in retold} == {
        place: cell for place, cell in printed.items() if place not in retold
    }
    for place in retold:
        assert COUNTED.findall(str(held[place])) == COUNTED.findall(str(printed[place])), place


@each_source
def test_every_number_is_accounted_for(source: Source) -> None:
    """Each number of the text occurs as often in the target file, but for those listed with a reason."""
    held: list[str] = []
    for place, value in held_by(source.document).items():
        if place[-1] not in MERGED:
            held += [str(place[-1])] if place[0] == "资金支出计划" else []
            held.append(value.written if isinstance(value, Figure) else value)
    left_out = [token for token, _reason in LEFT_OUT[source.document.name]]
    left_out += merged_numbers(source)
    assert Counter(numbers_of(source)) == Counter(NUMBER.findall("\n".join(held))) + Counter(left_out)


def merged_numbers(source: Source) -> list[str]:
    """The duty numbers of the Linyi form: the text has them once for merged cells, and again on each page."""
    if source.document.folder != "linyi-2023":
        return []
    lines = source.path.read_text(encoding="utf-8").splitlines()
    numbers = [line.split("\t")[0] for line in lines if line.split("\t")[0].isdigit()]
    held = [value for place, value in held_by(source.document).items() if place[-1] == "职责序号"]
    assert list(dict.fromkeys(map(Figure, numbers))) == list(dict.fromkeys(held))
    return numbers


@each_document
def test_no_cell_is_blind(document: Document) -> None:
    """Whichever printed cell is altered, the reading changes or fails: no cell goes unread."""
    text = TRANSCRIPTS[document.folder].read_text(encoding="utf-8")
    cells = document.read(text)
    readers = [other.read for other in DOCUMENTS if other.folder == document.folder]
    readings = [read(text) for read in readers]
    assert cells in readings
    for cell in re.finditer(r"[^\t\n]+", text):
        altered = f"{text[: cell.end()]}9{text[cell.end() :]}"
        try:
            changed = [read(altered) for read in readers] != readings
        except (ValueError, AssertionError):
            changed = True
        assert changed, cell[0]


@each_document
def test_readme_tells_each_exception(document: Document) -> None:
    """The folder's README names the file and what was left out."""
    readme = (EXAMPLES / document.folder / "README.md").read_text(encoding="utf-8")
    assert f"`{document.name}.toml`" in readme
    assert [token for token, _ in LEFT_OUT[document.name] if token not in readme] == []


@pytest.mark.parametrize(
    "path",
    [*TRANSCRIPTS.values(), *(EXAMPLES / one.folder / f"{one.name}.toml" for one in DOCUMENTS)],
    ids=lambda path: path.stem,
)
def test_files_are_plain_utf8_with_line_feeds(path: Path) -> None:
    """UTF-8 without a mark, line feeds only, one at the end."""
    assert is_plain(path)
