"""Where a log is: a SQLite file by its path, or a PostgreSQL database by its URL; never with its password in words."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from analyzer.errors import OptionError

_SECRETS = {"password", "sslpassword", "passfile", "sslkey"}
_URL = re.compile(r"(postgres|sqlite|mysql|mariadb|mssql|oracle)[\w+]*:", re.IGNORECASE)
"""What is meant as a URL, however it is written: a file of that name would show the password."""
_REMEDY = "write it as postgresql://USER@HOST:PORT/DATABASE, or give the path of a file"


@dataclass(frozen=True)
class Place:
    """Where a log is. path : Of a SQLite file.   url : Of a PostgreSQL database, for its driver.   shown : In words."""

    shown: str
    path: Path | None = None
    url: URL | None = None

    def hidden(self, text: str) -> str:
        """Give a text without the passwords of the URL."""
        for secret in self._secrets():
            for written in {secret, quote(secret), quote_plus(secret), quote(secret, safe="")}:
                text = text.replace(written, "***")
        return text

    def _secrets(self) -> list[str]:
        if self.url is None:
            return []
        values = [str(self.url.password or ""), *(str(self.url.query.get(name, "")) for name in _SECRETS)]
        return sorted(filter(None, values), key=len, reverse=True)


def place(where: str | Path) -> Place:
    """Tell a path from a URL. Raises OptionError for an URL that no log can have."""
    text = str(where)
    if isinstance(where, Path) or not ("://" in text or _URL.match(text)):
        return _file(text)
    scheme = text.partition(":")[0].lower()
    driver, _, rest = scheme.partition("+")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # its text may hold a password, and so may the error
        raise OptionError(f"the URL of the log ({scheme}://...) cannot be read; {_REMEDY}") from None
    if driver == "sqlite":
        return _file(url.database or "")
    if driver not in {"postgresql", "postgres"} or rest not in {"", "psycopg"}:
        raise OptionError(f"{scheme}://...: a log is a file (SQLite) or on PostgreSQL; {_REMEDY}")
    if not url.database:
        raise OptionError(f"{_shown(url)}: the name of the database is missing; {_REMEDY}")
    return Place(_shown(url), url=url.set(drivername="postgresql+psycopg"))


def _shown(url: URL) -> str:
    """Write the URL without any password."""
    plain = url.set(drivername=url.drivername.partition("+")[0]).difference_update_query(_SECRETS)
    return plain.render_as_string(hide_password=True)


def _file(text: str) -> Place:
    if not text or text == ":memory:":
        raise OptionError("a log is kept in a file; give its path")
    path = Path(text).expanduser()
    return Place(str(path), path=path)
