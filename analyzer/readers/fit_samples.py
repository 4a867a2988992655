"""The samples of a FIT file: record messages in house columns and SI units, developer fields among them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analyzer import frames
from analyzer.readers import fit_fields as fields
from analyzer.readers.assemble import both_feet
from analyzer.readers.fit_messages import Part
from analyzer.readers.fit_table import Floats, Key, Table

_NATIVE_MESSAGE, _NATIVE_FIELD = 14, 15
_WORN_CLOSER = {
    "power", "cadence", "heart_rate", "step_length", "vertical_oscillation", "ground_contact", "ground_contact_balance",
}  # fmt: skip
"""Columns in which a sensor that declares itself in place of the watch's is believed: it sits closer to the motion."""
_SPEED_SCALE, _DISTANCE_SCALE = 100, 16
"""Of the packed field 8. [1/(m/s), 1/m]"""
_PACKED_VALUES = 0x1000


@dataclass(frozen=True)
class DeveloperField:
    """What a field_description says of a developer's field."""

    quantity: fields.Quantity
    base: int
    overrides: bool


def columns(part: Part) -> tuple[Floats, dict[str, Floats]]:
    """Give the FIT times [s] of the records and their house columns."""
    records = part.timed(fields.RECORD)
    present = set(records.keys())
    others = {key: quantity for key, quantity in fields.other_fields().items() if key in present}
    developers = {key: developer for key, developer in described(part).items() if key in present}
    found = frames.Columns(frames.SAMPLES, len(records), others=len(others) + len(developers))
    fraction: Floats | None = None
    for number, quantity in fields.NATIVE.items():
        if number not in present:
            continue
        column = quantity.column
        if column not in found and column != fields.FRACTIONAL_CADENCE:
            quantity.of(records.numbers(number, out=found.room(column)))
            continue
        values = quantity.of(records.numbers(number))
        if column == fields.FRACTIONAL_CADENCE:
            fraction = values
        else:
            found[column] = np.where(np.isfinite(values), values, found[column])
    if fields.COMPRESSED_SPEED_DISTANCE in present:
        _add_packed(records, found)
    for number, quantity in others.items():
        _put(found, quantity.column, quantity.of(records.numbers(number)), overrides=False)
    if fraction is not None and "cadence" in found:
        np.copyto(fraction, 0.0, where=np.isnan(fraction))
        found["cadence"] = found["cadence"] + fraction
    for key, developer in developers.items():
        values = developer.quantity.of(records.numbers(key, developer.base))
        _put(found, developer.quantity.column, values, overrides=developer.overrides)
    return records.times, found


def described(part: Part) -> dict[Key, DeveloperField]:
    """Give the developer fields of records by (developer index, field number)."""
    table = part.few(fields.FIELD_DESCRIPTION)
    if not len(table):
        return {}
    names, units = table.texts(3), table.texts(8)
    numbers = [table.numbers(key).tolist() for key in (0, 1, 2, 6, 7, _NATIVE_MESSAGE, _NATIVE_FIELD)]
    found: dict[Key, DeveloperField] = {}
    for name, unit, index, number, base, scale, offset, message, native in zip(names, units, *numbers, strict=True):
        if math.isnan(index + number + base):
            continue
        in_records = math.isnan(message) or message == fields.RECORD
        house = fields.NATIVE.get(int(native)) if not math.isnan(native) and in_records else None
        column = house.column if house else fields.house_name(name) or f"developer_{int(index)}_{int(number)}"
        times, over = fields.to_si(unit)
        quantity = fields.Quantity(
            column,
            scale=scale if scale > 0 else 1.0,
            offset=0.0 if math.isnan(offset) else offset,
            times=times,
            over=over,
        )
        overrides = house is not None and column in _WORN_CLOSER
        found[int(index), int(number)] = DeveloperField(quantity, int(base), overrides)
    return found


def _put(found: dict[str, Floats], column: str, values: Floats, *, overrides: bool) -> None:
    """Add a column; where it stands, a declared override of the native field replaces it, another gets a number."""
    has = np.isfinite(values) & (values != 0)
    if not np.isfinite(values).any():
        return
    if column not in found:
        found[column] = values
        return
    filled = np.isfinite(found[column]) & (found[column] != 0)
    if not filled.any() or (overrides and 2 * has.sum() >= filled.sum()):
        found[column] = values
        return
    number = 2
    while f"{column}_{number}" in found:
        number += 1
    found[f"{column}_{number}"] = values


def _add_packed(records: Table, found: dict[str, Floats]) -> None:
    """Unpack field 8: 12 bits of speed and 12 bits of a distance that rolls over."""
    speed, packed = np.full(len(records), np.nan), np.full(len(records), np.nan)
    for batch, rows in zip(records.batches, records.rows, strict=True):
        raw = batch.raw(fields.COMPRESSED_SPEED_DISTANCE)
        if raw is None or raw[0].shape[1] != 3 or raw[0].dtype.itemsize != 1:
            continue
        low, middle, high = raw[0].astype(np.int64).T
        valid = ~((low == 0xFF) & (middle == 0xFF) & (high == 0xFF))
        speed[rows] = np.where(valid, (low | (middle & 0x0F) << 8) / _SPEED_SCALE, np.nan)
        packed[rows] = np.where(valid, middle >> 4 | high << 4, np.nan)
    known = np.flatnonzero(np.isfinite(packed))
    if not len(known):
        return
    distance = np.full(len(records), np.nan)
    distance[known] = np.cumsum(np.diff(packed[known], prepend=0.0) % _PACKED_VALUES) / _DISTANCE_SCALE
    for column, values in (("speed", speed), ("distance", distance)):
        if column not in found or not np.isfinite(found[column]).any():
            found[column] = values


def steps(times: Floats, cadence: Floats, sports: Mapping[tuple[float, float], str]) -> Floats:
    """Give cadence in steps/min of both feet where the sport is on foot; pedals keep their turns."""
    pedalling = np.zeros(len(times), dtype=bool)
    for (start, end), sport in sports.items():
        if sport in {"cycling", "e_biking", "swimming", "rowing"}:
            pedalling |= (times >= start) & (times <= end)
    stepped = cadence.copy()
    stepped[~pedalling] = both_feet(cadence[~pedalling])
    return stepped
