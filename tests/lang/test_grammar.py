"""The grammar is LALR(1) without a conflict: Lark would settle one in silence, as a shift.

Also that the tables shipped are those of the grammar, and that every keyword is a terminal of it.
"""

import json
import logging

import lark
import pytest

from gouji.lang import packaged
from gouji.lang.keywords import COMPARATOR_WORDS, KEYWORDS, SYMBOLS
from gouji.lang.parse_table import TABLE_FILE, compiled, grammar_text, make_grammar


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    """Lark logs every conflict that it settles when it is asked to."""
    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        make_grammar(grammar_text(), debug=True)
    assert [record.getMessage() for record in caplog.records if "conflict" in record.getMessage().lower()] == []


def test_a_conflict_would_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    """The same with a grammar that has one: a trailing comma in a list of values."""
    text = grammar_text().replace("value_list: value (_COMMA value)*", "value_list: value (_COMMA value)* _COMMA?")
    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        make_grammar(text, debug=True)
    assert any("conflict" in record.getMessage().lower() for record in caplog.records)


def test_the_shipped_table_is_the_grammar_s() -> None:
    """A stale table would be passed over, and every start would cost half a second."""
    stream = packaged.stream("gouji.lang", TABLE_FILE)
    assert stream is not None
    shipped, computed = json.load(stream), json.loads(compiled(grammar_text()))
    assert shipped[0] == computed[0] == grammar_text()
    assert len(shipped[1]) == len(computed[1])


def test_every_keyword_is_a_terminal() -> None:
    """What keywords.py declares, grammar.lark declares too."""
    declared = {
        rule_part.name
        for rule in make_grammar(grammar_text()).rules
        for rule_part in rule.expansion
        if rule_part.is_term
    }
    assert set(KEYWORDS) <= declared
    assert set(COMPARATOR_WORDS) <= declared
    assert {kind for kinds in SYMBOLS.values() for kind in kinds} - declared == {"PERCENT"}
