"""The password of an athlete, who signs in with it where the log is served to several."""

import sys

import click

from analyzer.errors import AnalyzerError


def asked() -> str:
    """Ask for a password, twice on a terminal, unseen; else read one line. Give its hash. Raises AnalyzerError."""
    try:
        from analyzer.web.passwords import hashed
    except ImportError as error:
        raise AnalyzerError(
            f"a password needs {error.name}, which is not installed: pip install 'track-analyzer[web]'"
        ) from error
    if sys.stdin.isatty():
        return hashed(click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True))
    return hashed(sys.stdin.readline().rstrip("\r\n"))
