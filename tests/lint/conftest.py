"""The command `gouji check`, run in the process of the tests, for those that look at how it ends and what it says."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from gouji.cli import main


class Ended(NamedTuple):
    """How a run ended, and what it said on either stream."""

    status: int
    out: str
    err: str


Check = Callable[..., Ended]


@pytest.fixture
def run_check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs it in the current folder."""

    def run(*arguments: str) -> Ended:
        return Ended(main(["check", *arguments]), *capsys.readouterr())

    return run
