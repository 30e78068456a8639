"""What a tab of the page begins with: an example that ships with the page, or copies of the user's own files.

Reads each file once, when the server starts. Never writes but into the folder of a tab.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from gouji.lang.head_keys import FORM_KEYS, YEAR_KEYS
from gouji.lang.located import Mapping, Scalar
from gouji.lang.values import canonical_text
from gouji.lint.file_names import FORM
from gouji.lint.files import read_text, real_path, shipped_rules
from gouji.lint.library import Library, forms_of
from gouji.lint.rule_places import rule_files
from gouji.lint.toml_reader import read_toml

Role = Literal["rules", "form", "used"]
FIRST = "wuxi-2024/xishan"
"""What a tab begins with unasked: a form whose totals do not agree."""

_NAMES = ("项目名称", "单位名称")


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A text, and where it stands in the folder of a tab. One of `rules`, one `form`; `used` are what the rules use."""

    place: Path
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Rules and a form to begin with. `group` is what the form is an instance of, `title` whose it is, as no other's.

    The sample that is made of the user's files has no group, and a name that no other files give.
    """

    name: str
    group: str
    title: str
    files: tuple[SampleFile, ...]
    year: str = ""

    def name_of(self, file: SampleFile) -> str:
        """What its rules call a file: the path that leads there from where they stand. None has another's."""
        rules = next(one for one in self.files if one.role == "rules")
        return Path(os.path.relpath(file.place, rules.place.parent)).as_posix()

    def write(self, folder: Path) -> Iterator[tuple[Path, SampleFile]]:
        """Writes the files into a folder; gives each with its path."""
        for file in self.files:
            path = folder / file.place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8", newline="")
            yield path, file


def shipped_samples(folder: Path) -> list[Sample]:
    """The examples under a folder that a shipped pack is for, in the order of their paths."""
    declaring: dict[str, list[Path]] = {}
    for path in rule_files(shipped_rules()):
        for name in forms_of(path):
            declaring.setdefault(name, []).append(path)
    library = Library()
    found = []
    for path in sorted(folder.rglob(f"*{FORM}")):
        text = read_text(path, str(path)).text
        form, title, year = _head(path)
        versions = declaring.get(canonical_text(form), [])
        rules = versions[0] if len(versions) == 1 else _in_force(library, versions, form, year)
        if rules is not None:
            files = (
                SampleFile(Path(rules.name), "rules", read_text(rules, str(rules)).text),
                SampleFile(Path(path.name), "form", text),
            )
            place = path.relative_to(folder).with_suffix("")
            published = place.parent.name.rpartition("-")[2]
            found.append(Sample(place.as_posix(), f"{form} · {published}", title, files, published))
    titles = Counter(one.title for one in found)
    return [replace(one, title=f"{one.title} · {one.year}") if titles[one.title] > 1 else one for one in found]


def own_sample(rules: Path, form: Path) -> Sample:
    """The user's rule file with all that it uses, laid out as they are, and the form beside it. Raises UnreadableFile."""
    main = real_path(rules)
    packs = real_path(shipped_rules())
    used = [path for path in Library().load([main]).names if path != main and not path.is_relative_to(packs)]
    top = Path(os.path.commonpath([one.parent for one in (main, *used)]))
    placed = main.relative_to(top)
    files = [
        SampleFile(placed, "rules", read_text(main, str(rules)).text),
        SampleFile(placed.with_name(form.name), "form", read_text(form, str(form)).text),
        *(SampleFile(path.relative_to(top), "used", read_text(path, str(path)).text) for path in used),
    ]
    told_apart = hashlib.sha256(os.fsencode(f"{main}\0{real_path(form)}")).hexdigest()[:16]
    return Sample(f"own-{told_apart}", "", f"{rules.name} · {form.name}", tuple(files))


def first_of(samples: Sequence[Sample]) -> Sample:
    """The user's own files, where there are any."""
    return next((one for one in samples if not one.group), None) or next(one for one in samples if one.name == FIRST)


def _in_force(library: Library, versions: Sequence[Path], form: str, year: int | None) -> Path | None:
    """The file of the version of a form that is in force in a year."""
    return next((path for path in versions if library.load([path]).program.form(form, year) is not None), None)


def _head(path: Path) -> tuple[str, str, int | None]:
    """The name of the form that a filled form names, what it calls itself, and its year."""
    root = read_toml(read_text(path, str(path))).root
    entry = next((root.entries[key] for key in YEAR_KEYS if key in root.entries), None)
    year = entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None
    return _written(root, FORM_KEYS), _written(root, _NAMES) or path.stem, year if isinstance(year, int) else None


def _written(root: Mapping, keys: tuple[str, ...]) -> str:
    for key in keys:
        entry = root.entries.get(key)
        if entry is not None and isinstance(entry.node, Scalar) and isinstance(entry.node.value, str):
            return entry.node.value
    return ""
