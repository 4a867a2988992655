"""`analyzer serve`: the log, and all that is told of it, in a browser."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.guard import GuardedCommand
from analyzer.cli.logs import log_option, place_of
from analyzer.cli.shelf import shelf, tracks_option
from analyzer.errors import AnalyzerError

if TYPE_CHECKING:
    from types import ModuleType

HOST, PORT = "127.0.0.1", 8400


@click.command("serve", cls=GuardedCommand)
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="Where it listens.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Its port; 0 for any that is free."
)
@log_option
@tracks_option
@click.option("--saved-tracks/--no-saved-tracks", default=True, help="Use the saved tracks and refine them, or not.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Recordings analysed at once; else all processors but one.")
@click.option("--open/--no-open", "opens", default=None, help="Open the browser, or not; else where there is a screen.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A name that it is reached by; repeatable.")
@click.option("--locked", is_flag=True, help="Everybody signs in, on this machine too.")
@click.option("--secure", is_flag=True, help="It is reached by HTTPS only, through a proxy on this machine.")
def command(
    *,
    host: str,
    port: int,
    log_place: str,
    tracks_path: Path | None,
    saved_tracks: bool,
    jobs: int | None,
    opens: bool | None,
    names: tuple[str, ...],
    locked: bool,
    secure: bool,
) -> None:
    """Serve the app for your browser: drop a watch file, see the session.

    Only this machine reaches it. With another --host, or with --secure, others do: then everybody signs in, with the
    password that `analyzer log athlete set NAME --password` gives. Ctrl-C ends it; what was uploaded is in the log, and
    what waits is analysed after the next start.
    """
    server = _server()
    from analyzer.web.app import create
    from analyzer.web.settings import Settings

    settings = Settings(
        log=place_of(log_place),
        tracks=shelf(tracks_path) if saved_tracks else None,
        locked=locked or server.must_sign_in(host, secure=secure),
        hosts=server.names_of(host, names),
        jobs=jobs or max((os.cpu_count() or 2) - 1, 1),
        secure=secure,
    )
    with server.listen(host, port) as ear:
        app = create(settings)
        server.hold_password(app.state.site.store, settings)
        address = server.address_of(host, ear.getsockname()[1])
        click.echo(f"The log {app.state.site.store.place} is at {address} (Ctrl-C ends it)")
        if settings.locked and not secure:
            click.echo(
                "Passwords pass the network unhidden; in one that is not yours put an HTTPS proxy before it.", err=True
            )
        if opens or (opens is None and _has_screen()):
            import webbrowser

            webbrowser.open(address)
        server.serve(app, ear, settings)


def _server() -> "ModuleType":
    """Give the server. Raises AnalyzerError where a package that it needs is not there."""
    try:
        import argon2  # noqa: F401 - all that the app needs is asked for at once
        import python_multipart  # noqa: F401

        from analyzer.web import server
    except ImportError as error:
        missing = error.name or "a package"
        raise AnalyzerError(
            f"the app needs {missing}, which is not there; pip install 'track-analyzer[web]'"
        ) from error
    return server


def _has_screen() -> bool:
    """Tell whether a browser would be seen by who starts this."""
    if not sys.stdout.isatty() or "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
