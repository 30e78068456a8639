"""A new name for whatever has one: in the rule files and their tests, in every filled form with its answers, in the
project's configuration.

Nothing is renamed that is not known to be the same thing. What would clash, mean something else, or leave a mistake behind
is refused, and the refusal says where.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types

from gouji.lang.diagnostic import Replacement, Severity
from gouji.lang.fixes import edited
from gouji.lang.form_model import FormMember
from gouji.lang.head_keys import TOP_KEYS
from gouji.lang.keywords import KEYWORDS
from gouji.lang.program import Program
from gouji.lang.source import Place, Span
from gouji.lang.values import canonical_text
from gouji.lint.file_names import is_rule_file
from gouji.lsp.features.everywhere import Declared, Everywhere, Occurrence, declared_by, looked_through
from gouji.lsp.features.names.rule_names import Named, rules_of
from gouji.lsp.features.names.written_words import Word, rule_word, toml_word
from gouji.lsp.question import Question, Refused
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish

_QUOTED = (("「", "」"), ('"', '"'), ("“", "”"), ("'", "'"))
# What a name cannot hold: it stands between these where it needs to, or is a step of a path.
_SIGNS = "「」\"'[]{}.．/／"
_KEYWORDS = frozenset(word for one in KEYWORDS.values() for word in (*one.english, *one.chinese))

Changes = dict[Path, list[Replacement]]


def shown(snapshot: Snapshot, place: Place) -> str:
    """A place as people write it."""
    return _line_shown(snapshot, Path(place.source.name), place.start.line)


def _line_shown(snapshot: Snapshot, path: Path, line: int) -> str:
    """By the path from the folder that is open; where several are, its name stands before it."""
    folders = snapshot.folders
    around = max((one for one in folders if path.is_relative_to(one)), key=lambda one: len(one.parts), default=None)
    is_told_apart = sum(around is not None and one.name == around.name for one in folders) == 1
    if around is not None and is_told_apart:
        path = path.relative_to(around if len(folders) == 1 else around.parent)
    return f"{path}:{line}"


def name_at(named: Named | None) -> tuple[Span, str]:
    """Where a name stands that may be given another, and the name. Raises Refused for what is no name."""
    if named is None or named.is_value:
        raise Refused("lsp.rename.not-this")
    word = _word(named, _is_rules(named.place))
    if canonical_text(_content(word, named)) != _name(named):
        raise Refused("lsp.rename.not-this")  # 期末 is the last period, and no name of it
    return named.place.span, _content(word, named)


def rename(asked: Question, named: Named | None) -> types.WorkspaceEdit:
    """All edits at once. Raises Refused."""
    name_at(named)
    assert named is not None
    snapshot, addresses = asked.snapshot, asked.addresses
    old, written = _name(named), _as_name(asked.params.new_name)
    new = canonical_text(written)  # which is compared: brackets may be wide in one place and not in another
    if new == old:
        return addresses.edit({})
    before = looked_through(snapshot, wish=asked.wish)
    together = before.together(named.declared)
    found = before.of(together)
    _refuse_taken(snapshot, before, named, together, new)
    _refuse_elsewhere(snapshot, before, together, found)
    changes, refusal = _changes(found, old, written, guarded=False), None
    _refuse_unread(snapshot, changes, old, asked.wish)
    try:
        _check(asked, changes, named, found)
    except Refused as reason:
        refusal = reason
    if refusal is not None and new in _KEYWORDS:  # which it may be mistaken for without brackets
        changes, refusal = _changes(found, old, written, guarded=True), None
        _check(asked, changes, named, found)
    if refusal is not None:
        raise refusal
    return addresses.edit({path: (snapshot.source(path), sorted(made)) for path, made in changes.items()})


# --- the name


def _as_name(new: str) -> str:
    """A name as it is meant, without the quotes that it may have been written in."""
    new = new.strip()
    control = next((sign for sign in new if not sign.isprintable() and sign != "\u3000"), None)
    if control is not None:
        raise Refused("lsp.rename.control", code=f"U+{ord(control):04X}")
    for opening, closing in _QUOTED:
        if len(new) > 1 and new.startswith(opening) and new.endswith(closing):
            new = new[1:-1]
            break
    new = new.strip()
    if not canonical_text(new):
        raise Refused("lsp.rename.empty")
    sign = next((sign for sign in new if sign in _SIGNS), None)
    if sign is not None:
        raise Refused("lsp.rename.sign", name=new, sign=sign)
    return new


def _name(named: Named) -> str:
    """The name of what it stands for, as it is compared."""
    text, span = named.declared.source.text, Span(*named.declared.span)
    return canonical_text(rule_word(text, span).content)


def _refuse_taken(
    snapshot: Snapshot, everywhere: Everywhere, named: Named, together: set[Declared], new: str
) -> None:  # fmt: skip
    """Refuses the name of what stands beside it."""
    for program in everywhere.programs:
        taken = next(_taken(program, named.member, together, new), None)
        if taken is not None:
            raise Refused("lsp.rename.taken", name=new, place=shown(snapshot, taken))
    if named.member is not None and named.member.path == (_name(named),) and new in TOP_KEYS:
        raise Refused("lsp.rename.reserved", name=new)


def _taken(program: Program, member: FormMember | None, together: set[Declared], new: str) -> Iterator[Place]:
    known = program.environment
    if any(declared_by(form.place) in together for form in program.forms):
        yield from (form.place for form in known.forms.get(new, ()))
    if any(declared_by(axis.place) in together for axis in known.axes.values()) and new in known.axes:
        yield known.axes[new].place
    for axis in known.axes.values():
        if new in axis.coordinates and any(declared_by(place) in together for place in axis.places):
            yield axis.place_of(new)
    for form in program.forms if member is not None else ():
        assert member is not None
        same, beside = form.find(member.path), form.find((*member.path[:-1], new))
        if same is not None and beside is not None and declared_by(same.place) in together:
            yield beside.place


def _refuse_elsewhere(
    snapshot: Snapshot, everywhere: Everywhere, together: set[Declared], found: Sequence[Occurrence]
) -> None:  # fmt: skip
    """Refuses what cannot be written, or names something else too."""
    mine = {*snapshot.rule_files, *snapshot.form_files, *snapshot.open}
    for path, one in found:
        if is_rule_file(path) and path not in mine:
            raise Refused("lsp.rename.outside", place=shown(snapshot, one.place))
    for _, one in everywhere.doubtful(together):
        text = one.place.source.text[slice(*one.place.span)]
        raise Refused("lsp.rename.doubtful", place=shown(snapshot, one.place), text=text)
    for _, one in everywhere.others(together, found):
        assert one.whole is not None
        raise Refused(
            "lsp.rename.several", place=shown(snapshot, one.place), text=one.place.source.text[slice(*one.whole)]
        )


def _refuse_unread(snapshot: Snapshot, changes: Changes, old: str, wish: Wish) -> None:
    """Refuses where the name stands in what could not be read: nobody knows what it stands for there."""
    name = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    for path in (*snapshot.rule_files, *snapshot.form_files, *snapshot.files_beside()):
        wish.ask()
        written = [one.span for one in changes.get(path, ())]
        for place in _unread(snapshot, path):
            for found in name.finditer(place.source.text, *place.span):
                if not any(span.start <= found.start() and found.end() <= span.end for span in written):
                    at = Place(place.source, Span(*found.span()))
                    raise Refused("lsp.rename.unread", name=old, place=shown(snapshot, at))


def _unread(snapshot: Snapshot, path: Path) -> Iterator[Place]:
    """The rules and the lines that have an error, as far as it is one of writing."""
    errors = [one.place for one in snapshot.diagnostics(path) if one.severity is Severity.ERROR and not one.rule]
    if is_rule_file(path):
        tree = snapshot.library.tree(path)
        for rule in (piece.place(rule.span) for piece in tree.pieces for rule in rules_of(piece)):
            if any(rule.span.start <= one.span.start < rule.span.end for one in errors):
                yield rule
    for one in errors:
        line = one.source.position(one.span.start).line
        start = one.source.offset(line, 1)
        yield Place(one.source, Span(start, start + len(one.source.line(line))))


# --- the edits


def _is_rules(place: Place) -> bool:
    return is_rule_file(place.source.name)


def _word(named: Named, is_rules: bool) -> Word:
    source, span = named.place
    span = named.whole or span
    return rule_word(source.text, Span(*span)) if is_rules else toml_word(source.text, Span(*span))


def _content(word: Word, named: Named) -> str:
    part = word.part_at(Span(*named.place.span))
    return word.content[part.start : part.end]


def _changes(found: Sequence[Occurrence], old: str, new: str, *, guarded: bool) -> Changes:
    words: dict[tuple[Path, Span], tuple[Word, list[Named]]] = {}
    for path, one in found:
        word = _word(one, is_rule_file(path))
        if canonical_text(_content(word, one)) == old:
            words.setdefault((path, word.span), (word, []))[1].append(one)
    changes: Changes = defaultdict(list)
    for (path, _), (word, parts) in words.items():
        changes[path] += word.changed([word.part_at(Span(*one.place.span)) for one in parts], new, guarded=guarded)
    return dict(changes)


# --- what becomes of it


def _check(asked: Question, changes: Changes, named: Named, found: Sequence[Occurrence]) -> None:
    """Refuses edits after which the name stands for something else somewhere, or something is found that was not before."""
    snapshot = asked.snapshot
    renamed = {path: edited(snapshot.source(path), made) for path, made in changes.items()}
    after = snapshot.supposing({**snapshot.open, **renamed}, changes)
    _refuse_mistakes(asked, after)
    declared = Path(named.declared.source.name)
    start = named.declared.span.start + sum(
        len(one.text) - (one.span.end - one.span.start)
        for one in changes.get(declared, ())
        if one.span.start < named.declared.span.start
    )
    now = Everywhere(after, asked.wish)
    here = next((one.named.declared for one in now.in_rules if _starts(one.named.declared, declared, start)), None)
    lines = [Counter((path, one.place.start.line) for path, one in some) for some in (found, ())]
    if here is not None:
        lines[1] = Counter((path, one.place.start.line) for path, one in now.of(now.together(here)))
    for path, line in [*(lines[0] - lines[1]), *(lines[1] - lines[0])]:
        raise Refused("lsp.rename.other", place=_line_shown(snapshot, path, line))


def _starts(place: Place, file: Path, offset: int) -> bool:
    return place.span.start == offset and Path(place.source.name) == file


def _refuse_mistakes(asked: Question, after: Snapshot) -> None:
    """Refuses what leaves something wrong behind, or an answer without its finding."""
    before = asked.snapshot
    for path in (*before.rule_files, *before.form_files, *before.files_beside()):
        asked.wish.ask()
        known = Counter((one.code, one.severity, one.answer is None) for one in before.diagnostics(path))
        for one in after.diagnostics(path):
            kind = (one.code, one.severity, one.answer is None)
            known[kind] -= 1
            if known[kind] < 0:
                raise Refused("lsp.rename.breaks", place=shown(before, one.place), message=one.message(asked.language))
