"""A server process of its own, to be killed; and what it is asked over the network."""

import http.client
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""However busy the machine is, a server has started and answered by then. [s]"""


class Served:
    """A server that runs, and where it is."""

    def __init__(self, place: str, *options: str) -> None:
        command = [sys.executable, "-m", "analyzer", "serve", "--no-open", "--port", "0", "--log", place]
        self.process = subprocess.Popen(
            [*command, "--no-saved-tracks", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        found = re.search(r"http://([^ /]+):(\d+)/", self.line)
        assert found, self.line + self.end()
        self.host, self.port = found[1], int(found[2])

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Ask it something; give the status and what is answered. Raises OSError where it is gone."""
        connection = http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def json(self, method: str, path: str, body: Any = None) -> Any:
        """Ask it something that is answered with JSON. Raises OSError where it is gone or refuses."""
        sent = b"" if body is None else json.dumps(body).encode()
        status, text = self.ask(method, path, sent, {"content-type": "application/json"})
        if status >= 400:
            raise OSError(f"{status}: {text!r}")
        return json.loads(text)

    def upload(self, *files: tuple[str, bytes]) -> list[dict[str, Any]]:
        """Upload files; give what it says of each. Raises OSError where it did not accept them."""
        head = 'Content-Disposition: form-data; name="files"; filename="{}"\r\n\r\n'
        parts = [b"--x\r\n" + head.format(name).encode() + data + b"\r\n" for name, data in files]
        status, text = self.ask(
            "POST",
            "/api/uploads",
            b"".join(parts) + b"--x--\r\n",
            {"content-type": "multipart/form-data; boundary=x"},
        )
        if status != 202:
            raise OSError(f"{status}: {text!r}")
        found: list[dict[str, Any]] = json.loads(text)["files"]
        return found

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.end()

    def end(self, how: signal.Signals = signal.SIGTERM) -> str:
        """End it in good order; give what it complained of."""
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        return self.process.communicate(timeout=PATIENCE)[1]


@contextmanager
def served(place: Path | str, *options: str) -> Iterator[Served]:
    """Run a server for a while."""
    made = Served(str(place), *options)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end()


def after(seconds: float, what: threading.Event) -> None:
    """Let something happen after a while."""
    timer = threading.Timer(seconds, what.set)
    timer.daemon = True
    timer.start()
