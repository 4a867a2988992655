"""The dictionary of FIT: numbers of messages, house names and units of record fields, and names of devices and sports.

Names of enumerated values come from fitparse's profile (SDK 20.8 of 2019); what is newer stands here (SDK 21.1).
"""

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from fitparse.profile import FIELD_TYPES, MESSAGE_TYPES

from analyzer.readers.fit_table import Floats
from analyzer.units import SEMICIRCLE

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT, DEVICE_INFO = 0, 12, 18, 19, 20, 21, 23
WORKOUT, WORKOUT_STEP, HEART_RATE, CORRELATION, FIELD_DESCRIPTION = 26, 27, 132, 162, 206
"""Messages that say something about a run, by global number."""

ACTIVITY = 4
UNIX_EPOCH = 631065600
"""Unix time of the FIT clock's zero, 1989-12-31 00:00:00 UTC. [s]"""
RELATIVE = 0x10000000
"""Times below it count from the start of the device, not from the epoch."""

COMPRESSED_SPEED_DISTANCE = 8
FRACTIONAL_CADENCE = "fractional_cadence"
"""No column of its own: it is added to the cadence."""


class Quantity(NamedTuple):
    """How the number in a field becomes a house column: number / scale - offset as the profile says, then to SI."""

    column: str
    scale: float = 1.0
    offset: float = 0.0
    times: float = 1.0
    over: float = 1.0

    def of(self, values: Floats) -> Floats:
        """Turn values into house values in place; one step at a time, to be those of the profile to the last bit."""
        for change, by, none in (
            (np.divide, self.scale, 1.0),
            (np.subtract, self.offset, 0.0),
            (np.multiply, self.times, 1.0),
            (np.divide, self.over, 1.0),
        ):
            if by != none:
                change(values, by, out=values)
        return values


NATIVE: dict[int, Quantity] = {
    0: Quantity("latitude", times=SEMICIRCLE),
    1: Quantity("longitude", times=SEMICIRCLE),
    2: Quantity("altitude", 5, 500),
    78: Quantity("altitude", 5, 500),
    5: Quantity("distance", 100),
    6: Quantity("speed", 1000),
    73: Quantity("speed", 1000),
    3: Quantity("heart_rate"),
    4: Quantity("cadence"),
    52: Quantity("cadence", 256),
    53: Quantity(FRACTIONAL_CADENCE, 128),
    7: Quantity("power"),
    85: Quantity("step_length", 10, over=1000),
    39: Quantity("vertical_oscillation", 10, over=1000),
    41: Quantity("ground_contact", 10, over=1000),
    84: Quantity("ground_contact_balance", 100),
    13: Quantity("temperature"),
    31: Quantity("accuracy"),
}
"""Record fields with a house column; a later one outranks an earlier one."""

_LATER: dict[int, Quantity] = {
    99: Quantity("respiration_rate"),
    108: Quantity("respiration_rate", 100),
    116: Quantity("stress", 100),
    139: Quantity("core_temperature", 100),
}
_HOUSE_NAMES = {
    "stryd_power": "power",
    "running_power": "power",
    "run_power": "power",
    "run_cadence": "cadence",
    "running_cadence": "cadence",
    "ground_time": "ground_contact",
    "ground_contact_time": "ground_contact",
    "stance_time": "ground_contact",
    "contact_time": "ground_contact",
    "ground_contact_balance": "ground_contact_balance",
    "stance_time_balance": "ground_contact_balance",
    "heartrate": "heart_rate",
    "hr": "heart_rate",
}
_TO_SI = {
    "mm": (1.0, 1e3),
    "millimeters": (1.0, 1e3),
    "cm": (1.0, 1e2),
    "centimeters": (1.0, 1e2),
    "km": (1e3, 1.0),
    "ms": (1.0, 1e3),
    "milliseconds": (1.0, 1e3),
    "km/h": (1.0, 3.6),
    "kph": (1.0, 3.6),
    "semicircles": (SEMICIRCLE, 1.0),
}
_MANUFACTURERS = {
    129: "coros",
    294: "coros",
    326: "nike",
    142: "tag_heuer",
    300: "nurvv",
    305: "whoop",
    310: "decathlon",
}
_GARMIN = {
    2158: "fr735xt", 2503: "fr35", 2886: "fr645", 2888: "fr645m", 2900: "fenix5s_plus", 3076: "fr245",
    3077: "fr245_music", 3110: "fenix5_plus", 3111: "fenix5x_plus", 3113: "fr945", 3226: "venu", 3282: "fr45",
    3287: "fenix6S", 3288: "fenix6S", 3289: "fenix6", 3290: "fenix6", 3291: "fenix6x", 3466: "instinct_solar",
    3589: "fr745", 3638: "enduro", 3652: "fr945_lte", 3703: "venu2", 3704: "venu2s", 3851: "venu2_plus",
    3869: "fr55", 3888: "instinct_2", 3889: "instinct_2s", 3905: "fenix7s", 3906: "fenix7", 3907: "fenix7x",
    3943: "epix_gen2", 3990: "fr255_music", 3991: "fr255_small_music", 3992: "fr255", 3993: "fr255_small",
    4024: "fr955", 4257: "fr265_large", 4258: "fr265_small", 4260: "venu3", 4261: "venu3s", 4315: "fr965",
    4341: "enduro2", 4374: "fenix7s_pro_solar", 4375: "fenix7_pro_solar", 4376: "fenix7x_pro_solar",
    4426: "vivoactive5", 4432: "fr165", 4433: "fr165_music", 4532: "fenix8_solar", 4534: "fenix8_small",
    4536: "fenix8", 4575: "enduro3", 4625: "vivoactive6", 4666: "fenix_e",
}  # fmt: skip
_INTENSITIES = {4: "recovery", 5: "interval", 6: "other"}
_LATER_NAMES = {"manufacturer": _MANUFACTURERS, "garmin_product": _GARMIN, "intensity": _INTENSITIES}
_GARMIN_MAKERS = (1, 15)
"""Garmin, and Dynastream, whose products are numbered together."""


@lru_cache(maxsize=512)
def name_of(kind: str, value: float) -> str:
    """Name an enumerated value; its number where the profile does not know it, "" for NaN.

    >>> name_of("sport", 1), name_of("lap_trigger", 7), name_of("garmin_product", 3992)
    ('running', 'session_end', 'fr255')
    """
    if math.isnan(value):
        return ""
    number = int(value)
    later = _LATER_NAMES.get(kind, {})
    return str(later.get(number) or FIELD_TYPES[kind].values.get(number, number))


@lru_cache(maxsize=256)
def device_name(manufacturer: float, product: float, product_name: str) -> str:
    """Name a watch as its owner would.

    >>> device_name(1, 3992, ""), device_name(294, 802, "COROS PACE 2"), device_name(23, 18, "")
    ('Garmin Forerunner 255', 'COROS PACE 2', 'Suunto 18')
    """
    known = name_of("manufacturer", manufacturer)
    maker = "" if known in {"development", "0"} or known.isdigit() else known.replace("_", " ").title()
    if product_name:
        return product_name if product_name.lower().startswith(maker.lower()) else f"{maker} {product_name}".strip()
    if math.isnan(product):
        return maker
    model = name_of("garmin_product", product) if manufacturer in _GARMIN_MAKERS else f"{product:.0f}".lstrip("0")
    model = re.sub(r"^fr(\d)", r"Forerunner \1", model)
    model = re.sub(r"^(fenix|venu|enduro|epix)(\d)", r"\1 \2", model).replace("_", " ")
    return f"{maker} {model}".strip()


@cache
def other_fields() -> dict[int, Quantity]:
    """Give the record fields of the profile that have no house column."""
    found = dict(_LATER)
    for number, field in MESSAGE_TYPES[RECORD].fields.items():
        if number not in NATIVE and number < 253 and number != COMPRESSED_SPEED_DISTANCE and not field.components:
            found.setdefault(number, Quantity(str(field.name), float(field.scale or 1.0), float(field.offset or 0.0)))
    return found


def house_name(name: str) -> str:
    """Give the house column that a developer's field name means, or the name as a column.

    >>> house_name("Ground Time"), house_name("Form Power")
    ('ground_contact', 'form_power')
    """
    column = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return _HOUSE_NAMES.get(column, column)


def to_si(units: str) -> tuple[float, float]:
    """Give by what a developer's unit is multiplied and divided to be SI; (1, 1) for no length, time or speed.

    >>> to_si("Centimeters")
    (1.0, 100.0)
    """
    return _TO_SI.get(units.strip().lower(), (1.0, 1.0))
