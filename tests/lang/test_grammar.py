"""The grammar is LALR(1) without a conflict: Lark would settle one in silence, as a shift.

Also that the tables shipped are those of the grammar, and that every keyword is a terminal of it.
"""

import logging

import lark
import pytest

from gouji.lang import packaged
from gouji.lang.keywords import COMPARATOR_WORDS, KEYWORDS, SYMBOLS
from gouji.lang.parse import GRAMMAR_FILE, TABLE_FILE, fingerprint, grammar, make_grammar


def grammar_text() -> str:
    stream = packaged.stream("gouji.lang", GRAMMAR_FILE)
    assert stream is not None
    return stream.read().decode()


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
    """A stale table would be passed over, and every start would cost a quarter of a second."""
    stream = packaged.stream("gouji.lang", TABLE_FILE)
    assert stream is not None
    assert stream.read(64) == fingerprint(grammar_text())


def test_every_keyword_is_a_terminal() -> None:
    """What keywords.py declares, grammar.lark declares too."""
    declared = {rule_part.name for rule in grammar().rules for rule_part in rule.expansion if rule_part.is_term}
    assert set(KEYWORDS) <= declared
    assert set(COMPARATOR_WORDS) <= declared
    assert {kind for kinds in SYMBOLS.values() for kind in kinds} - declared == {"PERCENT"}
