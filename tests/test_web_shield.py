"""What stands before every page of the app: names, origins, headers, and the files that it serves."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from analyzer.web.app import create
from analyzer.web.settings import Settings

STATIC = Path(__file__).parent.parent / "analyzer" / "web" / "static"
TEMPLATES = STATIC.parent / "templates"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create(Settings(log=str(tmp_path / "log.db"))), base_url="http://localhost:8400") as made:
        yield made


def test_a_page_forbids_what_is_not_its_own(client: TestClient) -> None:
    answer = client.get("/plan")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_errors_have_the_headers_too(client: TestClient) -> None:
    for answer in (client.get("/nowhere"), client.get("/api/nowhere"), client.get("/plan", headers={"host": "evil"})):
        assert answer.status_code in {400, 404}
        assert "content-security-policy" in answer.headers


def test_no_template_has_a_script_or_a_style_in_it() -> None:
    for path in TEMPLATES.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), path


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_another_name_is_not_answered(client: TestClient, host: str) -> None:
    assert client.get("/plan", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8400", "127.0.0.1:8400", "[::1]:8400", "LOCALHOST"])
def test_its_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/plan", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"cookie": "athlete=Jo"},
    ],
)
def test_nothing_is_changed_from_another_site(client: TestClient, headers: dict[str, str]) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/plan", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"origin": "http://localhost:8400"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {}]
)
def test_its_own_forms_and_programs_get_through(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/plan", headers=headers).status_code == 405


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "vendor/../../app.py", "", "nothing.js"])
def test_no_file_but_its_own_is_given(client: TestClient, name: str) -> None:
    assert client.get(f"/static/0/{name}").status_code == 404


def test_files_are_named_with_their_content_and_kept(client: TestClient) -> None:
    page = client.get("/plan").text
    found = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(found) >= 3
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    old = re.sub(r"/static/\w+/", "/static/000000000000/", found[0])
    assert client.get(old).headers["cache-control"] == "no-cache"


def test_what_others_made_is_what_they_published() -> None:
    told = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    known = dict(re.findall(r"([0-9a-f]{64})  (\S+)", told))
    files = {p for p in (STATIC / "vendor").rglob("*") if p.is_file() and p.name != "README.md"}
    sums = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    assert {digest: path.relative_to(STATIC / "vendor").as_posix() for digest, path in sums.items()} == known
    assert any(path.name == "LICENSE" for path in files)
