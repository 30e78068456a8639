"""Colours, asked for over the protocol: rule files have them, and what is no rule file has none."""

from pathlib import Path

from tests.lsp.client import Client


def test_a_filled_form_is_not_coloured_as_rules(client: Client, folder: Path) -> None:
    """Its first word may be `form`; what colours TOML is another's."""
    filled = folder / "a.toml"
    client.open(filled, 'form = "甲"\nyear = 2025\n')
    assert client.ask("textDocument/semanticTokens/full", textDocument={"uri": filled.as_uri()})["data"] == []
