"""`analyzer serve`: starts where it may, says in one line where it may not, and ends when it is told to."""

import http.client
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from served import served

from analyzer import store
from analyzer.cli import commands
from analyzer.model import Athlete
from analyzer.web.passwords import hashed
from analyzer.web.server import listen, names_of

ANY = "0.0.0.0"  # noqa: S104 - what is tested is that this does not just open


def told(*options: str, log: Path) -> tuple[int, str]:
    """Start it where it cannot; give the exit code and the complaint."""
    found = CliRunner().invoke(commands, ["serve", "--no-open", "--log", str(log / "log.db"), *options])
    return found.exit_code, found.stderr


def test_it_says_where_it_is_and_answers_there(tmp_path: Path) -> None:
    with served(tmp_path / "log.db") as server:
        assert f"The log {tmp_path}/log.db is at http://127.0.0.1:{server.port}/" in server.line
        status, page = server.ask("GET", "/")
        assert status == 200
        assert b"Choose files" in page


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_good_order(tmp_path: Path, how: signal.Signals) -> None:
    with served(tmp_path / "log.db") as server:
        server.upload(("run.txt", b"no run"))
        # a connection that nobody uses does not keep it
        idle = socket.create_connection((server.host, server.port))
        complaints = server.end(how)
        idle.close()
        assert "Traceback" not in complaints
        assert server.process.returncode in {0, -how}


def test_it_tells_nothing_of_itself_and_takes_no_endless_head(tmp_path: Path) -> None:
    with served(tmp_path / "log.db") as server:
        connection = http.client.HTTPConnection(server.host, server.port)
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert answer.getheader("server") is None
        answer.read()
        connection.close()
        with suppress(OSError):  # the server may have hung up while it is still told
            assert server.ask("GET", "/", headers={"x-long": "x" * 2_000_000})[0] == 400
        assert server.ask("GET", "/")[0] == 200
        assert server.ask("GET", "/", headers={"host": "evil.example"})[0] == 400


@pytest.mark.parametrize("options", [("--host", ANY), ("--host", "::"), ("--secure",), ("--locked",)])
def test_it_does_not_start_for_others_before_somebody_can_sign_in(tmp_path: Path, options: tuple[str, ...]) -> None:
    code, complaint = told(*options, "--port", "0", log=tmp_path)
    assert code == 2
    assert complaint.count("\n") == 1
    assert "analyzer log athlete set NAME --password" in complaint


def test_with_a_password_it_starts_and_everybody_signs_in(tmp_path: Path) -> None:
    with store.open(tmp_path / "log.db") as log:
        log.set_password(log.put_athlete(Athlete("Jo")), hashed("correct horse battery"))
    with served(tmp_path / "log.db", "--locked") as server:
        assert server.ask("GET", "/api/sessions")[0] == 401
        assert server.ask("POST", "/api/uploads")[0] == 401
        assert server.ask("GET", "/")[0] == 303


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as ear:
        code, complaint = told("--port", str(ear.getsockname()[1]), log=tmp_path)
    assert code == 1
    assert complaint.count("\n") == 1
    assert "the port is taken" in complaint
    assert "--port" in complaint


@pytest.mark.parametrize("host", ["nowhere.invalid", "256.1.1.1", "a" * 300, "\u2028"])
def test_a_host_that_is_none_is_one_line(tmp_path: Path, host: str) -> None:
    code, complaint = told("--host", host, log=tmp_path)
    assert code == 2
    assert complaint.count("\n") == 1
    assert "is no address of this machine" in complaint


def test_a_log_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"no database" * 1000)
    code, complaint = told("--port", "0", log=tmp_path)
    assert code == 1
    assert complaint.count("\n") == 1
    assert "log.db" in complaint


@pytest.mark.parametrize("missing", ["uvicorn", "starlette", "python_multipart", "argon2"])
def test_a_package_that_is_missing_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [one for one in sys.modules if one.startswith(("analyzer.web", missing))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    code, complaint = told("--port", "0", log=tmp_path)
    assert code == 1
    assert complaint.count("\n") == 1
    assert f"the app needs {missing}" in complaint
    assert "pip install 'track-analyzer[web]'" in complaint


def test_it_answers_to_the_names_of_this_machine_where_all_reach_it() -> None:
    names = names_of(ANY, ("Runs.example",))
    assert {"localhost", "127.0.0.1", "runs.example", socket.gethostname().lower()} <= set(names)
    assert names_of("192.168.1.5", ())[-1] == "192.168.1.5"
