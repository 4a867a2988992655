"""What a runner wrote of a session or said of it, as the log keeps it."""

import json
from dataclasses import asdict
from typing import Any

from analyzer.errors import OptionError
from analyzer.model import Diary, Said

EASIEST, HARDEST = 1, 10
"""The rates of perceived exertion."""


def columns(diary: Diary) -> dict[str, Any]:
    """Give the columns of a session that a diary is. Raises OptionError for an RPE that is none."""
    if diary.rpe is not None and not EASIEST <= diary.rpe <= HARDEST:
        raise OptionError(f"RPE {diary.rpe}: the rate of perceived exertion goes from {EASIEST} to {HARDEST}")
    return asdict(diary)


def diary_text(diary: Diary) -> str:
    """Write a diary as JSON, without what is empty. Raises OptionError."""
    return json.dumps({name: value for name, value in columns(diary).items() if value})


def read_diary(text: str) -> Diary:
    """Read what `diary_text` wrote."""
    return Diary(**json.loads(text))


def said_text(said: Said) -> str:
    """Write what was said as JSON."""
    return json.dumps(said.to_dict())


def read_said(text: str) -> Said:
    """Read what `said_text` wrote."""
    return Said.from_dict(json.loads(text))
