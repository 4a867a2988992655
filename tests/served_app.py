"""Apps on free ports, for a browser: `served_app.py LOG[,locked] ..` says the port of each, and ends with its input."""

import sys
import threading
from pathlib import Path

import uvicorn

from analyzer.web.app import create
from analyzer.web.settings import Settings


def main(places: list[str]) -> None:
    """Serve each log until the input ends: so nothing is left behind by tests that are killed."""
    running = []
    for place in places:
        log, _, locked = place.partition(",")
        settings = Settings(log, tracks=Path(log).with_suffix(".tracks"), locked=bool(locked), jobs=2)
        config = uvicorn.Config(create(settings), port=0, log_level="warning")
        server, socket = uvicorn.Server(config), config.bind_socket()
        thread = threading.Thread(target=server.run, args=([socket],))
        thread.start()
        running.append((server, thread))
        sys.stdout.write(f"{socket.getsockname()[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
