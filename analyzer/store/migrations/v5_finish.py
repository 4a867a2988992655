"""Keep beside each trial how sure the home straight is, since the names of its turns and straights hang on it.

Two trials of which one has them the wrong way round were held against each other with nothing said.
"""

import json
import zlib

import sqlalchemy as sa
from alembic import op

from analyzer.store.types import REAL

revision = "5"
down_revision = "4"

_SETTLED = {"runner", "saved"}


def upgrade() -> None:
    """Make the column, and fill it from the documents of the trials on a track."""
    op.add_column("trials", sa.Column("finish_probability", REAL))
    bind = op.get_bind()
    numbers = bind.execute(sa.text("SELECT DISTINCT session FROM trials WHERE lane > 0 ORDER BY session")).all()
    for (number,) in numbers:
        # one at a time: the documents of a long log are more than memory should hold
        packed = bind.execute(sa.text("SELECT document FROM analyses WHERE session = :number"), {"number": number})
        known = _known(bytes(packed.scalar_one()))
        if known is not None:
            change = sa.text("UPDATE trials SET finish_probability = :known WHERE session = :number AND lane > 0")
            bind.execute(change, {"known": known, "number": number})


def _known(packed: bytes) -> float | None:
    document = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    finish = (document.get("track") or {}).get("finish") or {}
    known = finish.get("probability")
    return 1.0 if finish.get("known_from") in _SETTLED else None if known is None else float(known)
