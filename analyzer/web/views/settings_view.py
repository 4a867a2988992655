"""What the settings say: the times of an athlete, what was saved just now, and which sessions it may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from analyzer.model import Athlete, Form
from analyzer.units import format_time

FIELDS = {"name": "Name", "birth_year": "Birth year", "sex": "Sex", "timezone": "Time zone"}
LOOKS = {"": "as the screen is", "light": "light", "dark": "dark"}


@dataclass(frozen=True)
class Times:
    """Times that hold from a day on. iso, day, short : The day, for forms and in words.   now : They hold today."""

    iso: str
    day: str
    short: str
    five_k: str
    goal: str
    now: bool


def times(athlete: Athlete, today: date) -> list[Times]:
    """Give the times of an athlete, the last ones first."""
    held = athlete.form(today)
    return [
        Times(
            form.since.isoformat(),
            day_words(form.since),
            f"{form.since:%-d %b %Y}",
            _clock(form.five_k, 0),
            _clock(form.goal, 1),
            form == held,
        )
        for form in reversed(athlete.forms)
    ]


def day_words(day: date) -> str:
    """Write a day.

    >>> day_words(date(2026, 3, 1))
    '1 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def saved_address(what: str, **words: str) -> str:
    """Give the address of the settings after something was saved."""
    query = urlencode({"saved": what, **{name: value for name, value in words.items() if value}})
    return f"/settings?{query}"


def saved(words: Mapping[str, str], athlete: Athlete | None, *, units: str, theme: str) -> str:
    """Say what was saved just now, by the words of the address; all that it tells is read from the log again."""
    what = words.get("saved", "")
    if what == "look":
        return f"Saved: paces per {'mile' if units == 'mile' else 'km'}; the pages are {LOOKS.get(theme, LOOKS[''])}."
    if athlete is None:
        return ""
    if what == "athlete":
        named = [name for name in words.get("fields", "").split(",") if name in FIELDS]
        told = [f"{FIELDS[name].lower()} {_value(athlete, name)}" for name in named]
        return f"Saved: {', '.join(told)}." if told else "Nothing was changed."
    if what == "times":
        form = next((one for one in athlete.forms if one.since.isoformat() == words.get("day")), None)
        return f"Saved: from {day_words(form.since)} on {form_words(form)}." if form else ""
    fixed = {
        "removed": "Removed. "
        + (f"Now hold: {form_words(athlete.forms[-1])}." if athlete.forms else "No times hold now."),
        "added": f"{athlete.name} is in the log now, and these are that athlete's pages.",
        "password": "Your password is new. Whoever was signed in with the one before, elsewhere, is out.",
    }
    return fixed.get(what, "")


def form_words(form: Form) -> str:
    """Write the times of a form.

    >>> form_words(Form(date(2026, 3, 1), five_k=1200.0, goal=340.0))
    '5K 20:00, goal 5:40.0 for the mile'
    """
    five_k = f"5K {_clock(form.five_k, 0)}" if form.five_k else ""
    goal = f"goal {_clock(form.goal, 1)} for the mile" if form.goal else ""
    return ", ".join(filter(None, (five_k, goal)))


def span_words(since: date | None, until: date | None) -> str:
    """Write a span of days.

    >>> span_words(date(2026, 3, 1), None), span_words(None, None)
    ('from 1 March 2026 on', 'of all days')
    """
    if since is None and until is None:
        return "of all days"
    if until is None and since is not None:
        return f"from {day_words(since)} on"
    if since is None and until is not None:
        return f"up to {day_words(until)}"
    assert since is not None and until is not None  # noqa: S101, PT018 - the others are done
    return f"from {day_words(since)} to {day_words(until)}"


def size_words(size: int) -> str:
    """Write how large the log is. [bytes]

    >>> size_words(20_480), size_words(5_242_880), size_words(3 * 1024**3)
    ('20 kB', '5.0 MB', '3.0 GB')
    """
    if size < 1024**2:
        return f"{size / 1024:.0f} kB"
    return f"{size / 1024**2:.1f} MB" if size < 1024**3 else f"{size / 1024**3:.1f} GB"


def _clock(seconds: float | None, decimals: int) -> str:
    return "" if seconds is None else format_time(seconds, decimals=decimals)


def _value(athlete: Athlete, name: str) -> str:
    value = getattr(athlete, name)
    missing = "of this machine" if name == "timezone" else "not said"
    return missing if value in {None, ""} else str(value)
