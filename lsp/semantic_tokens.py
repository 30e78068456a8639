"""The semantic tokens that a client was sent last, so that it can be sent only what is others since.

Makes none itself.
"""

from collections.abc import Sequence
from itertools import count

from lsprotocol import types


class SentTokens:
    def __init__(self) -> None:
        self._sent: dict[str, types.SemanticTokens] = {}
        self._numbers = count(1)

    def whole(self, uri: str, data: list[int]) -> types.SemanticTokens:
        """The tokens of a text, under a number that no answer had before."""
        found = self._sent[uri] = types.SemanticTokens(data, str(next(self._numbers)))
        return found

    def since(self, uri: str, data: list[int], previous: str) -> types.SemanticTokens | types.SemanticTokensDelta:
        """What changed since the answer of that number; all, where that was not the last."""
        before = self._sent.get(uri)
        now = self.whole(uri, data)
        if before is None or before.result_id != previous:
            return now
        return types.SemanticTokensDelta(_edits(before.data, now.data), now.result_id)

    def forget(self, uri: str) -> None:
        self._sent.pop(uri, None)


def _edits(before: Sequence[int], after: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """What turns the tokens before into those after: one edit between what both begin with and what both end with."""
    shortest = min(len(before), len(after))
    first = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    last = next((at for at in range(shortest - first) if before[-1 - at] != after[-1 - at]), shortest - first)
    removed, added = len(before) - first - last, list(after[first : len(after) - last])
    return [types.SemanticTokensEdit(first, removed, added)] if removed or added else []
