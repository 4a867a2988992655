"""Names of files as browsers and archives give them: a text to be shown, and never a path."""

import unicodedata

LONGEST = 120
"""Letters; the end of a longer name is kept, which says what kind of file it is."""
NAMELESS = "recording"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Letters that are not seen, or turn the others round: controls, marks of direction, halves of letters."""


def tame(name: str, *, inside: str = "") -> str:
    r"""Give what is shown of a name; `inside` is that of the archive that it came in.

    >>> tame("../../etc/pass\0wd.fit"), tame("C:\\runs\\a.gpx"), tame(""), tame("b.fit", inside="all.zip")
    ('passwd.fit', 'a.gpx', 'recording', 'b.fit (all.zip)')
    """
    plain = "".join(letter for letter in name if unicodedata.category(letter) not in _HIDDEN)
    last = " ".join(plain.replace("\\", "/").rstrip("/ ").rpartition("/")[2].split())
    if last.strip(". ") == "":
        last = NAMELESS
    if len(last) > LONGEST:
        last = f"{last[: LONGEST - 21]}…{last[-20:]}"
    return f"{last} ({tame(inside)})" if inside else last
