"""A text cut to what can be shown, so that it shows that it was.

Counts characters. Makes nothing visible, and escapes nothing.
"""


def clipped(text: str, most: int) -> str:
    """The text; of one that is longer, the first characters, and `…`."""
    return text if len(text) <= most else f"{text[:most]}…"
