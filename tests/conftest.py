import signal
from pathlib import Path

import pytest
from browsing import browser, served, visit, visiting  # noqa: F401 - fixtures for all
from postgres import _template, empty_place, log_place, postgres  # noqa: F401 - fixtures for all

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # run in the background of a script, what is started here would not hear Ctrl-C either
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_folder_of_tracks(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the saved tracks of whoever runs the tests out of them."""
    folder: Path = tmp_path_factory.getbasetemp() / "no tracks"
    monkeypatch.setenv("ANALYZER_DATA", str(folder))
