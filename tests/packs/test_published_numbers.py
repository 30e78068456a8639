"""Do the transcripts of the published documents hold every number of them, but for those that are listed with a reason?

Only the numbers are kept here, in `published-numbers.txt`: with them the examples are held against the documents where
their text is not at hand. Where it is, they are held against it. Never keeps a person's name or telephone number.
"""

import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from tests.packs.target_values import NUMBER, SEEDS
from tests.packs.test_yancheng_2021_examples import ONLY_READ, ONLY_WRITTEN, listed

KEPT = Path(__file__).with_name("published-numbers.txt")
FOLDERS = {
    "yancheng-2022": "000",
    "yancheng-2021": "001",
    "wuxi-2024": "002",
    "linyi-2023": "003",
    "qingdao-2022": "004",
}
TELEPHONE = re.compile("联系电话:[0-9]+")
# Numbers that only the published text has, and why they are in no transcript.
ONLY_PUBLISHED = {
    "yancheng-2021": listed(ONLY_READ),
    "wuxi-2024": Counter("1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4".split()),  # numbers of lists, retold as sentences
    "qingdao-2022": Counter("4 4 0000000004 4 4 0000000005 4 4 0000000006".split()),  # bookmarks of the word processor
}
ONLY_TRANSCRIBED = {"yancheng-2021": listed(ONLY_WRITTEN)}
each_folder = pytest.mark.parametrize("folder", FOLDERS)


def numbers(text: str) -> list[str]:
    """The number tokens in order, those joined that the scan parted behind the point."""
    return NUMBER.findall(re.sub(r"([0-9])\. ([0-9])", r"\1.\2", TELEPHONE.sub("", text)))


def kept(folder: str) -> list[str]:
    """The numbers kept of a document."""
    _, _, after = KEPT.read_text(encoding="utf-8").partition(f"\n{folder}\n")
    return after.partition("\n\n")[0].split()


@each_folder
def test_transcripts_hold_every_published_number(folder: str) -> None:
    """As often as the document has it, but for those listed."""
    transcript = KEPT.with_name(f"{folder}.transcript.txt").read_text(encoding="utf-8")
    expected = Counter(numbers(transcript)) + ONLY_PUBLISHED.get(folder, Counter())
    assert Counter(kept(folder)) + ONLY_TRANSCRIBED.get(folder, Counter()) == expected


@each_folder
def test_kept_numbers_are_those_of_the_text(folder: str, request: pytest.FixtureRequest) -> None:
    """In their order, where the published text is at hand. `--update` takes them from it."""
    texts = sorted(SEEDS.glob(f"{FOLDERS[folder]}_*.txt"))
    for text in texts:
        found = numbers(text.read_text(encoding="utf-8"))
        if request.config.getoption("--update"):
            block = textwrap.fill(" ".join(found), 116, initial_indent="    ", subsequent_indent="    ")
            whole = KEPT.read_text(encoding="utf-8")
            start = whole.index(f"\n{folder}\n") + len(folder) + 2
            end = whole.find("\n\n", start)
            KEPT.write_text(whole[:start] + block + (whole[end:] if end >= 0 else "\n"), encoding="utf-8", newline="\n")
        assert kept(folder) == found
