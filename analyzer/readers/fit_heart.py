"""Heart beats that a strap stored while the watch could not hear it, as under water: message 132 of a FIT file."""

from collections.abc import Sequence

import numpy as np

from analyzer.readers import fit_fields as fields
from analyzer.readers.fit_messages import Part
from analyzer.readers.fit_table import Floats, Ints, Table, unrolled

_FRACTION, _RATE, _TICKS, _PACKED_TICKS = 0, 6, 9, 10
_TICK = 1 / 1024
"""[s]"""
_WHOLE = "iu"
"""Kinds of numbers that rates and packed ticks can be; a damaged definition calls them text."""
_ROLL = 0x1000
_FRACTIONS = 32768
_HELD = 5.0
"""A beat says nothing of the heart rate later than this. [s]"""


def add_stored(columns: dict[str, Floats], times: Floats, parts: Sequence[Part]) -> None:
    """Fill gaps of the heart rate [1/min] at Unix times [s] from the beats that the parts of the file store."""
    tables = [part.table(fields.HEART_RATE) for part in parts]
    if not any(map(len, tables)):
        return
    beats = [_beats(table) for table in tables]
    clock = np.concatenate([clock for clock, _ in beats]) + fields.UNIX_EPOCH
    rate = np.concatenate([rate for _, rate in beats])
    known = np.isfinite(clock) & (rate > 0) & (rate < 255)
    if not known.any():
        return
    order = np.argsort(clock[known], kind="stable")
    clock, rate = clock[known][order], rate[known][order]
    last = np.searchsorted(clock, np.nan_to_num(times), side="right") - 1
    heard = (last >= 0) & (times - clock[last] <= _HELD)
    heart_rate = columns.get("heart_rate", np.full(len(times), np.nan))
    columns["heart_rate"] = np.where(np.isfinite(heart_rate) | ~heard, heart_rate, rate[last])


def _beats(table: Table) -> tuple[Floats, Floats]:
    """Give the FIT time and the rate of each beat: full counts of ticks tell the clock, packed ones roll over."""
    offsets = table.times + np.nan_to_num(table.numbers(_FRACTION)) / _FRACTIONS - table.numbers(_TICKS) * _TICK
    anchors = np.flatnonzero(np.isfinite(offsets))
    if not len(anchors):
        return np.empty(0), np.empty(0)
    messages: list[Ints] = []
    full: list[Floats] = []
    low: list[Ints] = []
    rates: list[Floats] = []
    for batch, rows in zip(table.batches, table.rows, strict=True):
        found = batch.raw(_RATE)
        ticks, packed = batch.numbers(_TICKS), batch.raw(_PACKED_TICKS)
        if found is None or found[0].dtype.kind not in _WHOLE:
            continue
        rate = found[0].astype(np.float64)
        if ticks is not None:
            whole, lower = np.full(rate.shape, np.nan), np.zeros(rate.shape, dtype=np.int64)
            whole[:, 0] = ticks
            lower[:, 0] = np.nan_to_num(ticks) % _ROLL
            rate[:, 1:] = np.nan
        elif packed is not None and packed[0].dtype.kind in _WHOLE and packed[0].shape[1] * 2 >= rate.shape[1] * 3:
            lower = _unpacked(packed[0].astype(np.int64))[:, : rate.shape[1]]
            whole = np.full(rate.shape, np.nan)
            if lower.shape != rate.shape:
                continue
        else:
            continue
        messages.append(np.repeat(np.arange(len(table))[rows], rate.shape[1]))
        full.append(whole.ravel())
        low.append(lower.ravel())
        rates.append(rate.ravel())
    if not messages:
        return np.empty(0), np.empty(0)
    message = np.concatenate(messages)
    order = np.argsort(message, kind="stable")
    rate = np.concatenate(rates)[order]
    real = np.isfinite(rate)
    counts = unrolled(np.concatenate(full)[order][real], np.concatenate(low)[order][real], _ROLL)
    nearest = anchors[np.clip(np.searchsorted(anchors, message[order][real], side="right") - 1, 0, None)]
    return counts * _TICK + offsets[nearest], rate[real]


def _unpacked(octets: Ints) -> Ints:
    """Give the 12-bit numbers that are packed two into three bytes."""
    triples = octets[:, : octets.shape[1] // 3 * 3].reshape(len(octets), -1, 3)
    first = triples[:, :, 0] | (triples[:, :, 1] & 0x0F) << 8
    second = triples[:, :, 1] >> 4 | triples[:, :, 2] << 4
    return np.stack([first, second], axis=2).reshape(len(octets), -1)
