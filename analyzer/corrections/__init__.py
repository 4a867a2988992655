"""What a runner corrects afterwards, as a small TOML beside the recording: `reading` hears it, `writing` writes it."""

from analyzer.corrections.reading import read
from analyzer.corrections.writing import spans, to_edit, write

__all__ = ["read", "spans", "to_edit", "write"]
