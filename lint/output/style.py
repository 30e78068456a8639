"""How an output for people may look: colour, width, how much is unfolded.

Never asks a terminal or the environment anything.
"""

from dataclasses import dataclass
from typing import Literal

WIDTH = 100

Paint = Literal["error", "warning", "hint", "good", "frame", "strong"]

_CODES: dict[Paint, str] = {
    "error": "1;31",
    "warning": "1;33",
    "hint": "1;36",
    "good": "1;32",
    "frame": "1;34",
    "strong": "1",
}


@dataclass(frozen=True, slots=True)
class Style:
    """`width` is the most columns that a line of source may take, `explanation` whether the arithmetic is shown."""

    colour: bool = False
    explanation: bool = True
    width: int = WIDTH

    def paint(self, text: str, paint: Paint | None) -> str:
        """The text in a colour, where colours are wanted."""
        return f"\x1b[{_CODES[paint]}m{text}\x1b[0m" if self.colour and paint and text else text
