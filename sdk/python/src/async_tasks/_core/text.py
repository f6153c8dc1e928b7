"""Texts that have to fit into a record."""

from __future__ import annotations

from .contract import MAX_TEXT_BYTES


def well_formed(text: str) -> str:
    """The text with its surrogates paired. Half a character, which JSON may have and UTF-8 has not, becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cut_text(text: str) -> str:
    """Cuts a text to what a record has room for, between two characters."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        text = well_formed(text)
        encoded = text.encode()
    return text if len(encoded) <= MAX_TEXT_BYTES else encoded[:MAX_TEXT_BYTES].decode(errors="ignore")
