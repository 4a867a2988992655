"""The server: the port that it listens on, what it holds requests to, and who has to sign in."""

import contextlib
import errno
import ipaddress
import logging
import os
import socket
import sys

import uvicorn
from starlette.applications import Starlette

from analyzer.errors import AnalyzerError, OptionError
from analyzer.store import Store
from analyzer.web.settings import Settings, is_loopback

ENDING = 3
"""Who is being answered when it ends is given so long. [s]"""
AT_ONCE = 200
"""Requests; more are told to come again."""
ALIVE = 10
"""A connection that nobody uses is closed after so long. [s]"""
LARGEST_HEAD = 32 * 1024
"""Of what stands before the body of a request: its address, its cookies. [bytes]"""
_REASONS = {
    errno.EADDRINUSE: "the port is taken, perhaps by another analyzer serve; end that, or choose another --port",
    errno.EACCES: "this port is for the system; choose one above 1023 with --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another --host",
}


def listen(host: str, port: int) -> socket.socket:
    """Take a port, so that a browser can be sent there. Raises AnalyzerError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise OptionError(
            f"--host: '{host[:80]}' is no address of this machine; take 127.0.0.1, or leave it out"
        ) from None
    ear = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind(address)
        ear.listen(socket.SOMAXCONN)
    except OSError as error:
        ear.close()
        reason = _REASONS.get(error.errno or 0, f"it cannot listen there ({error.strerror or error})")
        raise AnalyzerError(f"{host}, port {port}: {reason}") from error
    return ear


def names_of(host: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names that the app answers to, where it listens at a host.

    >>> names_of("127.0.0.1", ("runs.example",))
    ('localhost', '127.0.0.1', '[::1]', 'runs.example')
    >>> names_of("::1", ())
    ('localhost', '127.0.0.1', '[::1]')
    """
    own = [*Settings(log="").hosts]
    if _is_any(host):
        own += [name_of_machine(), f"{name_of_machine()}.local", *_addresses()]
    else:
        own.append(shown(host))
    return tuple(dict.fromkeys((*own, *(name.lower() for name in more))))


def shown(host: str) -> str:
    """Write a host as an address of the browser has it.

    >>> shown("::1"), shown("127.0.0.1")
    ('[::1]', '127.0.0.1')
    """
    bare = host.strip("[]").lower()
    return f"[{bare}]" if ":" in bare else bare


def address_of(host: str, port: int) -> str:
    """Give the address to type into a browser."""
    return f"http://{name_of_machine() if _is_any(host) else shown(host)}:{port}/"


def name_of_machine() -> str:
    """Give the name of this machine on its network."""
    return socket.gethostname().lower()


def must_sign_in(host: str, *, secure: bool) -> bool:
    """Tell whether others can reach the app."""
    return secure or not is_loopback(host)


def hold_password(store: Store, settings: Settings) -> None:
    """Hold that somebody can sign in, where everybody has to; else close the log. Raises OptionError."""
    if settings.locked and not store.with_password():
        store.close()
        raise OptionError(
            "everybody has to sign in here, and no athlete has a password; give one with "
            "analyzer log athlete set NAME --password, then start it again"
        )


def serve(app: Starlette, ear: socket.socket, settings: Settings) -> None:
    """Answer requests until Ctrl-C or SIGTERM."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.secure,
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=ALIVE,
        timeout_graceful_shutdown=ENDING,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
    # the first file is not to wait for the processes
    app.state.site.queue.warm()
    # after a clean end the signal is raised once more
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[ear])


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _addresses() -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return ()
    return tuple(dict.fromkeys(shown(str(one[4][0]).partition("%")[0]) for one in found))
