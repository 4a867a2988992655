"""Read numbers and times from where they stand in a text, all of a column at once, eight characters at a time.

Each span is read as `values` reads it, to the last bit: a plain decimal by one exact division, or by a quotient in
twice the digits of a float where the decimal has more than 15; what is not plain, or too near the middle of two floats,
goes to `values` one by one. Eight characters fit a word of 64 bits, first character lowest.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Floats
from analyzer.readers import encoding, values

Places = NDArray[np.int64]
Words = NDArray[np.uint64]
Marks = NDArray[np.bool_]

REACH = 1024
"""Bytes that must follow a span, so that no word and no template reaches beyond the end of the text."""
WORD = 8
"""Characters of a word."""
_ONES = 0x0101010101010101
_ZEROS = np.uint64(0x30 * _ONES)
_SIXES = np.uint64(0x46 * _ONES)
_HIGHS = np.uint64(0x80 * _ONES)
_KEEP = np.array([(1 << 8 * count) - 1 for count in range(WORD + 1)], dtype=np.uint64)
"""The first so many characters of a word."""
_LEAD = _ZEROS & _KEEP[::-1]
"""Leading zeros of a word that so many digits end."""
_SHIFT = np.array(range(64, -8, -8), dtype=np.uint64)
"""Bits by which so many digits move to the end of a word; a shift by all 64 leaves nothing."""
_TENS = np.array([10**power for power in range(17)], dtype=np.uint64)
_POWERS = np.array([float(10**power) for power in range(23)])
_EXACT = np.uint64(2**53)
"""Up to here a float holds every whole number."""
_BATCH = 8192
"""Spans that are read at once: few enough for their words to stay at hand."""
_MOST_DIGITS = 19
"""Decimal digits that always fit 64 bits."""
_LONGEST = 40
_SPLITTER = float(2**27 + 1)
_FRACTION_BITS = 52
_EXPONENT = 0x7FF << _FRACTION_BITS
_DOUBT = 2.0**-90
"""Relative error of a quotient in twice the digits, with much to spare."""
_DATE_MARKS = (0xFF << 32) | (0xFF << 56)
_DATE_SIGNS = (ord("-") << 32) | (ord("-") << 56)
_CLOCK_MARKS = (0xFF << 16) | (0xFF << 40)
_CLOCK_SIGNS = (ord("T") << 16) | (ord(":") << 40)
_STAMP_LENGTH, _ZONE_LENGTH = 19, 6
_WHOLE, _TWO = np.array([WORD]), np.array([2])
"""Digits, the same number of each word."""
_MICRO = 6


def words(text: bytes) -> Words:
    """Give a view of the text as the word that begins at each character."""
    return np.ndarray((len(text) - WORD + 1,), dtype="<u8", buffer=text, strides=(1,))


def same(view: Words, at: Places, literal: bytes) -> Marks:
    """Tell at which places the literal stands."""
    found = np.ones(len(at), dtype=np.bool_)
    for offset in range(0, len(literal), WORD):
        part = literal[offset : offset + WORD]
        word = view[at + offset]
        if len(part) < WORD:
            word &= _KEEP[len(part)]
        found &= word == int.from_bytes(part, "little")
    return found


def all_same(view: Words, at: Places, literals: Sequence[bytes]) -> Marks:
    """Tell for each column of places whether in each of its rows the literal of that row stands."""
    longest = sorted(range(len(literals)), key=lambda row: -len(literals[row]))
    at, literals = at[longest], [literals[row] for row in longest]
    found = np.ones(at.shape[1], dtype=np.bool_)
    for offset in range(0, len(literals[0]), WORD):
        parts = [part for literal in literals if (part := literal[offset : offset + WORD])]
        wanted = np.array([[int.from_bytes(part, "little")] for part in parts], dtype=np.uint64)
        word = view[offset:][at[: len(parts)]]
        if len(parts[-1]) < WORD:
            word &= _KEEP[[len(part) for part in parts], np.newaxis]
        found &= (word == wanted).all(axis=0)
    return found


def those(view: Words, at: Places, heads: Words, literal: bytes) -> Places:
    """Give the indices of the places at which the literal stands; `heads` are the words there."""
    part = literal[:WORD]
    likely = np.flatnonzero((heads & _KEEP[len(part)]) == int.from_bytes(part, "little"))
    return likely[same(view, at[likely] + len(part), literal[len(part) :])]


def first(word: Words, character: int) -> Places:
    """Give the place of the first such character in each word, 8 where there is none."""
    other = word ^ np.uint64(character * _ONES)
    marks = (other - np.uint64(_ONES)) & ~other & _HIGHS
    lowest = marks & (~marks + np.uint64(1))
    # the exponent of a float is the place of the one bit that is left
    exponent = (lowest.astype(np.float64).view(np.int64) >> 52) - 1023
    return np.where(marks == 0, WORD, exponent >> 3)


def numbers(text: bytes, starts: Places, ends: Places) -> Floats:
    """Read the numbers of the spans, NaN for what is none."""
    view = words(text)
    batches = [slice(at, at + _BATCH) for at in range(0, len(starts), _BATCH)]
    read = [_decimals(view, starts[batch], ends[batch]) for batch in batches]
    found = np.concatenate([np.empty(0), *(found for found, _ in read)])
    plain = np.concatenate([np.empty(0, dtype=np.bool_), *(plain for _, plain in read)])
    return _mended(text, starts, ends, found, plain, values.number)


def unix_times(text: bytes, starts: Places, ends: Places) -> Floats:
    """Read the times of the spans as Unix times [s], NaN for what is none."""
    found, plain = _stamps(words(text), starts, ends)
    return _mended(text, starts, ends, found, plain, values.unix_time)


def _mended(
    text: bytes, starts: Places, ends: Places, found: Floats, plain: Marks, read: Callable[[str], float]
) -> Floats:
    found[~plain] = [read(encoding.cleaned(text[starts[at] : ends[at]]).decode()) for at in np.flatnonzero(~plain)]
    return found


def _digits(word: Words, count: Places) -> tuple[Words, Marks]:
    """Give the number that the first digits of each word write, and where they all are digits."""
    ended = (word << _SHIFT[count]) | _LEAD[count]
    pairs = ended - _ZEROS
    odd = ((ended + _SIXES) | pairs) & _HIGHS
    pairs = pairs * np.uint64(10) + (pairs >> np.uint64(8))
    fours = (pairs & np.uint64(0x000000FF000000FF)) * np.uint64(0x000F424000000064)
    rest = ((pairs >> np.uint64(16)) & np.uint64(0x000000FF000000FF)) * np.uint64(0x0000271000000001)
    return (fours + rest) >> np.uint64(32), odd == 0


def _decimals(view: Words, starts: Places, ends: Places) -> tuple[Floats, Marks]:
    """Give the values of plain decimals such as -12.50, and which they are."""
    head = view[starts]
    negative = (head & np.uint64(0xFF)) == ord("-")
    begin = starts + negative
    length = ends - begin
    head = np.where(negative, view[begin], head)
    whole = np.minimum(first(head, ord(".")), length)
    plain = (whole > 0) & (length <= _LONGEST) & ((whole < WORD) | (length == WORD))
    whole = np.maximum(whole, 0)
    mantissa, are_digits = _digits(head, whole)
    plain &= are_digits
    behind, at = np.where(plain, length - whole - 1, 0), begin + whole + 1
    places = np.zeros(len(starts), dtype=np.int64)
    count = np.maximum(np.minimum(behind, WORD), 0)
    part, are_digits = _digits(view[at], count)
    mantissa = mantissa * _TENS[count] + part
    plain &= are_digits
    places, behind, at = count, behind - count, at + count
    going = np.flatnonzero(behind > 0)
    cut = np.zeros(len(starts), dtype=np.bool_)
    if len(going):
        behind, at = behind[going], at[going]
        count = np.minimum(np.minimum(behind, WORD), _MOST_DIGITS - whole[going] - places[going])
        part, sound = _digits(view[at], count)
        mantissa[going] = mantissa[going] * _TENS[count] + part
        places[going] += count
        behind, at = behind - count, at + count
        cut[going] = behind > 0
        while (behind > 0).any():
            count = np.maximum(np.minimum(behind, WORD), 0)
            sound &= _digits(view[at], count)[1]
            behind, at = behind - count, at + count
        plain[going] &= sound
    divisor = _POWERS[places]
    value = mantissa.astype(np.float64) / divisor
    long = np.flatnonzero(plain & ((mantissa >= _EXACT) | cut))
    if len(long):
        value[long], plain[long] = _quotient(mantissa[long], divisor[long], cut[long])
    np.negative(value, out=value, where=negative)
    return value, plain


def _quotient(mantissa: Words, divisor: Floats, cut: Marks) -> tuple[Floats, Marks]:
    """Divide in twice the digits of a float; tell where the nearest float is beyond doubt.

    cut : Where more digits follow the mantissa. Dekker, A floating-point technique for extending the available
    precision, 1971.
    """
    high = mantissa.astype(np.float64)
    low = (mantissa - high.astype(np.uint64)).view(np.int64).astype(np.float64)
    quotient = high / divisor
    product = quotient * divisor
    left, right = _halves(quotient), _halves(divisor)
    error = ((left[0] * right[0] - product) + left[0] * right[1] + left[1] * right[0]) + left[1] * right[1]
    correction = ((high - product) - error + low) / divisor
    value = quotient + correction
    off = np.abs(correction - (value - quotient)) + _DOUBT * value + np.where(cut, 1.0 / divisor, 0.0)
    pattern = value.view(np.int64)
    half_gap = ((pattern & _EXPONENT) - (_FRACTION_BITS + 1 << _FRACTION_BITS)).view(np.float64)
    # next to a power of two the floats below stand closer
    return value, (off < half_gap) & (pattern & ~_EXPONENT != 0)


def _halves(value: Floats) -> tuple[Floats, Floats]:
    scaled = _SPLITTER * value
    high = scaled - (scaled - value)
    return high, value - high


def _stamps(view: Words, starts: Places, ends: Places) -> tuple[Floats, Marks]:
    """Give the Unix times of stamps such as 2024-05-01T10:00:00.5Z, and which are plain ones."""
    length = ends - starts
    plain = (length >= _STAMP_LENGTH) & (length <= _LONGEST)
    starts = np.where(plain, starts, ends - _STAMP_LENGTH)
    last = view[ends - WORD]
    zulu = last >> np.uint64(56) == ord("Z")
    date, clock, tail = view[starts], view[starts + WORD], view[starts + 2 * WORD]
    plain &= (clock & np.uint64(_CLOCK_MARKS)) == _CLOCK_SIGNS
    plain &= tail & np.uint64(0xFF) == ord(":")
    time, clock_is = _digits(clock & ~np.uint64(_CLOCK_MARKS) | _ZEROS & np.uint64(_CLOCK_MARKS), _WHOLE)
    second, second_is = _digits(tail >> np.uint64(8), _TWO)
    hour, minute = time // 1000 % 100, time % 100
    plain &= clock_is & second_is & (hour < 24) & (minute < 60) & (second < 60)
    # few points are the first of their day
    fresh = np.ones(len(starts), dtype=np.bool_)
    fresh[1:] = (date[1:] != date[:-1]) | ((clock[1:] ^ clock[:-1]) & _KEEP[2] != 0)
    firsts = np.flatnonzero(fresh)
    days, days_are = _days(date[firsts], clock[firsts])
    lengths = np.diff(firsts, append=len(starts))
    plain &= np.repeat(days_are, lengths)
    seconds = np.repeat(days * 86_400, lengths) + (hour * 3600 + minute * 60 + second).astype(np.int64)
    behind = length - _STAMP_LENGTH - zulu
    if not zulu.all():
        zoned, ahead, zone_is = _zones(last)
        zoned &= ~zulu & (length >= _STAMP_LENGTH + _ZONE_LENGTH)
        plain &= ~zoned | zone_is
        behind -= np.where(zoned, _ZONE_LENGTH, 0)
        seconds -= np.where(zoned, ahead, 0)
    micro = seconds * 10**_MICRO
    if behind.any():
        fraction, fraction_is = _fraction(view[starts + _STAMP_LENGTH], behind)
        micro += fraction
        plain &= fraction_is
    return micro / 1e6, plain


def _days(date: Words, clock: Words) -> tuple[Places, Marks]:
    """Give the days since 1970 of dates such as 2024-05-01, the day in the second word, and which are plain ones."""
    plain = (date & np.uint64(_DATE_MARKS)) == _DATE_SIGNS
    year_month, digits = _digits(date & ~np.uint64(_DATE_MARKS) | _ZEROS & np.uint64(_DATE_MARKS), _WHOLE)
    day, day_digits = _digits(clock, _TWO)
    year, month, day = year_month // 10_000, year_month % 10_000 // 10, day.astype(np.int64)
    months = year.astype(np.int64) * 12 + month.astype(np.int64) - 1970 * 12 - 1
    days, following = np.array([months, months + 1]).view("datetime64[M]").astype("datetime64[D]").view(np.int64)
    plain &= digits & day_digits & (month >= 1) & (month <= 12) & (day >= 1) & (day <= following - days)
    return days + day - 1, plain


def _zones(last: Words) -> tuple[Marks, Places, Marks]:
    """Tell which stamps end with a zone such as +02:00, how far it is ahead [s], and where it is made of digits."""
    sign = (last >> np.uint64(16)) & np.uint64(0xFF)
    zoned = (sign == ord("+")) | (sign == ord("-"))
    colon = (last >> np.uint64(40)) & np.uint64(0xFF) == ord(":")
    hours, hours_are = _digits(last >> np.uint64(24), _TWO)
    minutes, minutes_are = _digits(last >> np.uint64(48), _TWO)
    seconds = (hours * 3600 + minutes * 60).astype(np.int64)
    return zoned, np.where(sign == ord("-"), -seconds, seconds), hours_are & minutes_are & colon


def _fraction(word: Words, length: Places) -> tuple[Places, Marks]:
    """Give the fraction of a second, its point included in the length, [us] and where it is plain."""
    # most watches write the same one each time, such as .000
    if 0 < length[0] <= WORD and (length == length[0]).all():
        word = word & _KEEP[length[0]]
        if (word == word[0]).all():
            word, length = word[:1], length[:1]
    fits = (length != 1) & (length >= 0) & (length <= _MICRO + 1)
    count = np.where(fits, np.maximum(length - 1, 0), 0)
    digits, are_digits = _digits(word >> np.uint64(8), count)
    fits &= (length <= 0) | ((word & np.uint64(0xFF) == ord(".")) & are_digits)
    return (digits * _TENS[_MICRO - count]).astype(np.int64), fits
