"""One run of the LALR(1) tables over the tokens of a text: keyword or name by what may stand there, and recovery.

After a mistake it goes on at a later line, inside the innermost construct that can take it; what has been read is kept.
A brace that is missing or one too many is made good where it shows. Never fails, never reads a token twice for long.
"""

from functools import cached_property
from itertools import islice

from gouji.lang import codes
from gouji.lang.block_ends import MOST_REPAIRS, is_brace
from gouji.lang.keywords import WORDS
from gouji.lang.lexer import DEEPEST_NESTING, Fault, RawToken, Tokens, unit_text
from gouji.lang.parse_faults import in_english, inserted, syntax_fault
from gouji.lang.parse_machine import Leaf, Machine, Node, Value
from gouji.lang.parse_mend import mends
from gouji.lang.parse_mend_statements import without_needless_colons
from gouji.lang.parse_steps import names_field, reach
from gouji.lang.parse_table import table
from gouji.lang.source import LINE_END, Span

Classified = list[tuple[RawToken, str | None]]


class Run:
    """Feeds tokens to the parser, choosing each word's kind, and recovers from mistakes."""

    def __init__(self, start: str, text: str, tokens: Tokens, faults: list[Fault]) -> None:
        """`start` is what the text is read as: the declarations of a file (`start`), or an `expression`."""
        self.text = text
        self.tokens = without_needless_colons(tokens.items, faults)
        self.faults = faults
        self.machine = Machine(table(), start)
        self.line_start = self.line_before = self.machine.snapshot(0)
        self.line_kind = ""  # what the first token of the line was taken as
        self.resumed: set[int] = set()  # tokens gone on with after a mistake; each only once, so that it ends
        self.opened: set[int] = set()  # tokens before which a missing brace was made good
        self.kinds: list[str | None] = [None] * len(self.tokens)  # what each token was taken as
        self.broken: list[Span] = []  # statements that were not read to their end
        self.within = (0, 0)  # a token and a later one, up to which none begins a statement
        self.mends_left = _MOST_MENDS
        self.told = [fault.span for fault in faults if fault.code in _EXPLAINING]
        # Braces without their other half, as the lexer pairs them; the parser often knows better which one it is.
        self.left_open = [fault for fault in faults if fault.code is codes.UNCLOSED_BRACKET]
        self.unclosed = [fault for fault in self.left_open if is_brace(fault)][:MOST_REPAIRS]
        self.unopened = [fault for fault in faults if fault.code is codes.UNOPENED_BRACKET and is_brace(fault)]
        del self.unopened[:-MOST_REPAIRS]
        self.reported = {fault.span for fault in faults if fault.code is codes.UNOPENED_BRACKET}
        self.last_of_both = -1  # before it, both closing braces and other tokens are still to come
        if self.unopened:
            last = {token.kinds[0] == "_RBRACE": index for index, token in enumerate(self.tokens)}
            self.last_of_both = min(last.values()) if len(last) > 1 else -1

    def _note_odd_characters(self) -> None:
        """A statement with something in it that is no word was not read as it was meant."""
        for fault in self.faults:
            if fault.code is codes.UNEXPECTED_CHARACTER and fault.fix is None and self.tokens:
                after = next((at for at, token in enumerate(self.tokens) if token.start > fault.span.start), 0)
                end = next((at for at in range(after, len(self.tokens)) if self._begins(at)), len(self.tokens))
                self._break((after or len(self.tokens)) - 1, end if after else len(self.tokens))

    def tree(self) -> Node | None:
        """The tree, or None where nothing can be read at all."""
        self.read()
        tree = self._finish()
        self._note_odd_characters()
        return tree

    def read(self) -> None:
        """Takes all tokens, and does not say that more should follow."""
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.first:
                self.line_before, self.line_start = self.line_start, self.machine.snapshot(index)
            kind = self._kind(index)
            if token.first:
                self.line_kind = kind
            if kind == "_RBRACE" and self.unopened and self._is_extra(index):
                index += 1
                continue
            if kind == "_RBRACE" and self.unclosed and token.first:
                self._close_set(index)
            if kind == "NAME" and not token.first and self._lacks_brace(index):
                index = self._after_mistake(index)
                continue
            if not self.machine.feed(Leaf(kind, token.text, token.start, token.end)):
                index = self._after_mistake(index)
                continue
            self.kinds[index] = kind
            index += 1
            if kind == "UNIT":
                index = self._feed_unit(index)

    def classified(self) -> Classified:
        """The tokens with the terminals they were taken as, a unit's parts as one token."""
        classified: Classified = []
        for token, kind in zip(self.tokens, self.kinds, strict=True):
            if kind == "UNIT_TEXT":
                start, first = token.start, token.first
                if classified[-1][1] == "UNIT_TEXT":
                    start, first = classified[-1][0].start, classified[-1][0].first
                    classified.pop()
                token = RawToken((kind,), self.text[start : token.end], start, token.end, first)
            classified.append((token, kind))
        return classified

    # --- feeding

    def _kind(self, index: int) -> str:
        """The terminal a token is taken as: a keyword where it may stand, unless a colon makes it a field's name."""
        token = self.tokens[index]
        kinds = token.kinds
        if len(kinds) == 1:
            return kinds[0]
        actions = self.machine.here()
        if kinds[-1] == "NAME" and "NAME" in actions and names_field(self.tokens, index):
            return "NAME"
        for kind in kinds:
            # An entry may be a reduction that only other contexts follow up with this terminal.
            if kind in actions and self.machine.would_take(kind):
                return kind
        return kinds[-1]

    def _supply(self, kind: str, at: int) -> bool:
        """Feeds a token that is not in the text."""
        return self.machine.feed(Leaf(kind, "", at, at))

    def _feed_unit(self, index: int) -> int:
        """Takes all that is glued together after `计量单位` as one unit."""
        if index >= len(self.tokens):
            return index
        token = self.tokens[index]
        if self.text.startswith("「", token.start) or token.kinds == ("UNIT_TEXT",):
            text, start, end = token.text, token.start, token.end
        elif match := unit_text(self.text, token.start):
            text, (start, end) = match.group(), match.span()
        else:
            return index
        self.machine.feed(Leaf("UNIT_TEXT", text, start, end))
        while index < len(self.tokens) and self.tokens[index].start < end:
            self.kinds[index] = "UNIT_TEXT"
            index += 1
        return index

    def _finish(self) -> Node | None:
        end = len(self.text)
        for attempt in range(DEEPEST_NESTING + 10):
            tree = self.machine.finish()
            if tree is not None:
                return tree
            if attempt == 0:
                self._report(len(self.tokens))
            if not self._close_block(end) and not self._back_to(("$END",), 1):
                return None
        return None

    # --- mistakes

    @cached_property
    def _is_english(self) -> bool:
        return in_english(self.tokens)

    def _report(self, index: int) -> Fault | None:
        """Says what stands at token `index`, or at the end of the text, and what could; None if that is known."""
        fault = syntax_fault(self.text, self.tokens, index, self.machine.expected(), self._is_english)
        at_end = index >= len(self.tokens) or self.tokens[index].text in "}｝"
        # A bracket without its other half, and what is no word at all, has been reported by the lexer.
        before = self.tokens[index - 1].start if index else 0
        if any(before <= span.start <= fault.span.start for span in self.told):
            return None
        if fault.span in self.reported or self._follows_from_unclosed(fault, at_end):
            return None
        self.faults.append(fault)
        self.reported.add(fault.span)
        return fault

    def _withdraw(self, fault: Fault) -> None:
        self.faults.remove(fault)
        self.reported.discard(fault.span)

    def _follows_from_unclosed(self, fault: Fault, at_end: bool) -> bool:
        """Whether a bracket left open, itself reported, explains this mistake: an open brace only what is at the end."""
        return any(other.span < fault.span and (at_end or not is_brace(other)) for other in self.left_open)

    def _after_mistake(self, index: int) -> int:
        """Reports the token at `index`, which cannot stand there, and returns the token to go on with."""
        for attempt in (self._mend, self._open_brace):
            found = attempt(index)
            if found is not None:
                return found
        found = self._recover(index)
        self._break(index, found)
        return found

    def _mend(self, index: int) -> int | None:
        """Where to go on if other tokens are likely meant, with which the rest of the line can be read.

        They are put in place of those in the text, and the mistake is reported.
        """
        if not self.mends_left or index >= len(self.tokens):
            return None
        self.mends_left -= 1
        for mend in islice(mends(self.text, self.tokens, index, self.machine.expected()), _MOST_TRIES):
            line = self.line_start if mend.first >= self.line_start.token else self.line_before
            if mend.first < line.token:
                continue
            ahead = self.tokens[mend.end : max(mend.end, index) + _LOOK_AHEAD]
            tried = [*self.tokens[line.token : mend.first], *mend.tokens, *ahead]
            put = len(tried) - len(ahead)
            # Further than the mistake and what is put in its place, or into the next line if that begins as one should.
            wanted = min(put + max(0, index - mend.end) + 2, len(tried))
            for at, token in enumerate(ahead):
                if token.first:
                    wanted = min(wanted, put + at + (token.kinds != ("NAME",) or names_field(ahead, at)))
                    break
            if reach(self.machine.table, list(line.states), self.text, tried) < wanted:
                continue
            self.machine.restore(line)
            inside = mend.fault.span
            self.faults[:] = [one for one in self.faults if not inside.start <= one.span.start < inside.end]
            for braces in (self.unclosed, self.unopened):
                braces[:] = [one for one in braces if one in self.faults]
            self.faults.append(mend.fault)
            self.reported.add(mend.fault.span)
            if mend.fault.code is codes.SYNTAX:
                self.broken.append(Span(self.tokens[mend.first - 1].start, self.tokens[mend.first].end))
            self.tokens[mend.first : mend.end] = mend.tokens
            self.kinds[mend.first : mend.end] = [None] * len(mend.tokens)
            self.within = (0, 0)
            moved = len(mend.tokens) - (mend.end - mend.first)
            self.last_of_both += moved if self.last_of_both >= mend.end else 0
            for known in (self.resumed, self.opened):
                later = {token for token in known if token >= mend.end}
                known -= later
                known |= {token + moved for token in later}
            return line.token
        return None

    def _begins(self, index: int) -> bool:
        """Whether the token at `index` was taken as the beginning of a clause or a member."""
        return self.kinds[index] in _BEGINNERS or (self.tokens[index].first and names_field(self.tokens, index))

    def _break(self, index: int, end: int) -> None:
        """Notes that the statement around token `index`, up to token `end`, was not read as it was meant."""
        start = min(index, len(self.tokens) - 1)
        first, known = self.within
        while start > 0 and not self._begins(start):
            start = min(first, start - 1) if start == known else start - 1
        self.within = (start, max(start, min(index, end) - 1))
        last = self.tokens[end].start if end < len(self.tokens) else len(self.text)
        if start >= 0:
            self.broken.append(Span(self.tokens[start].start, last))

    def _recover(self, index: int) -> int:
        """Goes back to where a later line can go on, and returns that line's token."""
        candidate = index
        start = self.line_start.token
        if (
            self.line_kind == "NAME"
            and start < index
            and start not in self.resumed
            and self._beginnings(start) not in ((), ("NAME",))
        ):
            # What was read on as a name begins a clause after all.
            candidate = start
            self.machine.restore(self.line_start)
            self.kinds[start:index] = [None] * (index - start)
            self.within = (0, 0)
        fault = self._report(candidate)
        depth = 0
        for position in range(candidate, len(self.tokens)):
            token = self.tokens[position]
            kind = token.kinds[0]
            resumable = position not in self.resumed
            if kind == "_LBRACE":
                depth += position >= index
            elif kind == "_RBRACE" and depth:
                depth -= 1
            elif kind == "_RBRACE":
                if position >= index and self.unopened and self._is_extra(position):
                    if fault is not None and fault.span == (token.start, token.end):
                        self._withdraw(fault)
                elif resumable and position >= index and self._back_to(("_RBRACE",), 1):
                    self.resumed.add(position)
                    return position
            elif depth == 0 and resumable and token.first and self._resume(position, fault):
                self.resumed.add(position)
                return position
        return len(self.tokens)

    def _resume(self, position: int, fault: Fault | None) -> bool:
        """Whether the token at `position` begins a clause or a member that can be read on, and makes ready for it.

        Blocks that must have ended before it are closed; where one of those braces is what was missing, that is said
        instead of `fault`.
        """
        kinds = self._beginnings(position)
        if not kinds:
            return False
        before = self.machine.snapshot(position)
        closed: list[Span] = []
        while True:
            brace = self._innermost_brace()
            if self._back_to(kinds, 1 if brace is None else brace + 2):
                break
            if brace is None or len(closed) == len(self.unclosed) or not _ENDING.intersection(kinds):
                self.machine.restore(before)
                return False
            token = self.machine.values[brace]
            closed.append(Span(token.start, token.end))
            self._close_block(self.tokens[position - 1].end)
        for span in closed:
            unclosed = self.unclosed.pop(0)
            self.faults.remove(unclosed)
            self.faults.append(unclosed._replace(span=span))
        if closed and fault is not None and fault.span.start == self.tokens[position].start:
            self._withdraw(fault)
        return True

    def _beginnings(self, position: int) -> tuple[str, ...]:
        """The terminals with which the token at `position` could begin a clause or a member."""
        token = self.tokens[position]
        if token.kinds[-1] != "NAME":
            return ()
        if names_field(self.tokens, position):
            return ("NAME",)
        return tuple(kind for kind in WORDS.get(token.text, ()) if kind in _BEGINNERS)

    # --- braces that are missing, or one too many

    def _open_brace(self, index: int) -> int | None:
        """Where to go on if an opening brace is all that is missing before the token at `index`, or is further on.

        The mistake is reported, and a missing brace made good.
        """
        if index in self.opened or not self.machine.would_take("_LBRACE"):
            return None
        self.opened.add(index)
        for position in range(index, len(self.tokens)):
            if self.tokens[position].kinds[0] == "_LBRACE":
                self._report(index)
                return position
            if self.tokens[position].first:
                break
        if not self.unopened:
            return None
        before = self.machine.snapshot(index)
        unopened = self.unopened[-1]
        self.reported.discard(unopened.span)
        fault = self._report(index)
        if self._supply("_LBRACE", self.tokens[index - 1].end if index else 0) and any(
            self.machine.would_take(kind) for kind in self.tokens[index].kinds
        ):
            self.faults.remove(self.unopened.pop())
            if fault is not None and index:
                place = self.tokens[index - 1]
                told = inserted(fault, place.text, place.end)
                is_whole = len(place.text) == place.end - place.start  # else it has a quote to be closed first
                self.faults[self.faults.index(fault)] = told if is_whole else told._replace(fix=None)
            return index
        self.machine.restore(before)
        self.reported.add(unopened.span)
        if fault is not None:
            self._withdraw(fault)
        return None

    def _lacks_brace(self, index: int) -> bool:
        """Whether the name at `index` follows a row's name: it is no field, for want of a colon, but one of its cells."""
        actions = self.machine.here()
        if (
            "_LBRACE" not in actions
            or "_RBRACE" not in actions
            or index in self.opened
            or names_field(self.tokens, index)
        ):
            return False
        return self.machine.would_take("_LBRACE") and self.machine.would_take("_RBRACE")

    def _is_extra(self, index: int) -> bool:
        """Whether the brace at `index` is the one too many, reported then in place of the last.

        It is if it would end the declaration though more follows, or if it stands behind something else on its line
        and would end a block that began on another.
        """
        token = self.tokens[index]
        brace = self._innermost_brace()
        if brace is None:
            return False
        if sum(map(_nesting, self.machine.values)) > 1:
            block = self.text[self.machine.values[brace].end : token.start]
            if token.first or not LINE_END.search(block):
                return False
        if index >= self.last_of_both:
            return False
        last = self.unopened.pop()
        self.faults.remove(last)
        self.faults.append(last._replace(span=Span(token.start, token.end)))
        self.reported.add(Span(token.start, token.end))
        return True

    def _close_set(self, index: int) -> None:
        """Ends a set after `属于` that a line beginning with a brace would end: its own brace is what is missing."""
        brace = self._innermost_brace()
        if not brace:
            return
        before, token = self.machine.values[brace - 1 : brace + 1]
        if not isinstance(before, Leaf) or before.type != "IN":
            return
        if self._supply("_RBRACE", self.tokens[index - 1].end):
            missing = self.unclosed.pop(0)
            self.faults.remove(missing)
            self.faults.append(missing._replace(span=Span(token.start, token.end)))

    def _innermost_brace(self) -> int | None:
        """Where the innermost open brace stands among the parser's values."""
        closed = 0
        for number in reversed(range(len(self.machine.values))):
            step = _nesting(self.machine.values[number])
            if step > closed:
                return number
            closed -= step
        return None

    def _close_block(self, at: int) -> bool:
        """Ends the innermost block, keeping what it holds; False if there is none."""
        brace = self._innermost_brace()
        if brace is None:
            return False
        if not (self._back_to(("_RBRACE",), brace + 2) and self._supply("_RBRACE", at)):
            self.machine.drop(brace + 1)
        return True

    # --- the parser's stacks

    def _back_to(self, kinds: tuple[str, ...], least: int) -> bool:
        """Drops what is unfinished until the parser can take one of `kinds`; False, and nothing dropped, if it never can.

        At least so many states are left.
        """
        for size in range(len(self.machine.states), least - 1, -1):
            if any(self.machine.would_take(kind, size) for kind in kinds):
                # A name is taken wherever an expression goes on; only a member's place counts as a fresh start.
                if kinds == ("NAME",) and "_RBRACE" not in self.machine.actions[self.machine.states[size - 1]]:
                    continue
                # What stands at a form's beginning is no reason to forget its members.
                dropped = self.machine.values[size - 1 :]
                first = dropped[0].type if dropped and isinstance(dropped[0], Leaf) else ""
                if dropped and _HEADERS.issuperset(kinds) and first not in _HEADERS:
                    return False
                self.machine.drop(size)
                return True
        return False


_MOST_MENDS = 100  # mistakes for which a likely meaning is looked for
_MOST_TRIES = 60  # of what one mistake may be
_LOOK_AHEAD = 12  # tokens
_EXPLAINING = (codes.UNEXPECTED_CHARACTER, codes.OTHER_SPELLING)


def _nesting(value: Value) -> int:
    """1 where a value of the parser is an opening brace, -1 where it is a closing one."""
    kind = value.type if isinstance(value, Leaf) else ""
    return (kind == "_LBRACE") - (kind == "_RBRACE")


_HEADERS = frozenset("TITLE YEARS UNIT".split())
# What may stand only outside of all braces, or only at their beginning, does not end a block.
_ENDING = frozenset(
    "NAME GROUP TABLE RULE ROW DRAW OFF REGRADE EACH WHEN LET MUST MESSAGE BASIS CATEGORY AT FIX ANSWERABLE "
    "GIVEN CHANGE DELETE ADD EXPECT".split()
)
_BEGINNERS = (_ENDING - {"NAME"}) | _HEADERS | frozenset("USE AXIS LIBRARY FORM TEST".split())
