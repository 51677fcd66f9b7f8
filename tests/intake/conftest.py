"""A server that plays the services, and a copy of the tiny review that asks it."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from places import DATA, REVIEW

SHAPES = DATA / "intake"


class Services:
    """Answers in the shapes of the services; `replies` replaces the answers of a path."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.replies: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.slow = 0.0
        self.address = ""

    def reply(self, path: str, status: int = 200, body: str | bytes = "", **headers: str) -> None:
        """Queue an answer for a path; the last one queued is given again and again."""
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies.setdefault(path, []).append((status, named, raw))

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request."""
        queued = self.replies.get(path)
        if queued:
            return queued.pop(0) if len(queued) > 1 else queued[0]
        if path == "/doi/10.5555/fern.77":
            return 302, {"Location": f"{self.address}/crossref/works/10.5555/fern.77"}, b""
        if path == "/crossref/works/10.5555/fern.77":
            return 200, {"Content-Type": "application/json"}, shape("crossref.json")
        if path == "/eutils/esearch.fcgi":
            found = ["40000077"] if "10.5555/fern.77" in query.get("term", "") else []
            listed = {"esearchresult": {"count": str(len(found)), "idlist": found}}
            return 200, {"Content-Type": "application/json"}, json.dumps(listed).encode()
        if path == "/eutils/efetch.fcgi":
            body = shape("pubmed.nbib") if query.get("id") == "40000077" else b"\n"
            return 200, {"Content-Type": "text/plain"}, body
        if path == "/pmc/":
            record: dict[str, object] = {"requested-id": query.get("ids"), "pmid": 40000077}
            if query.get("ids") != "PMC7700077":
                record = {"requested-id": query.get("ids"), "status": "error", "errmsg": "no"}
            body = json.dumps({"status": "ok", "records": [record]}).encode()
            return 200, {"Content-Type": "application/json"}, body
        if path == "/arxiv":
            return 200, {"Content-Type": "application/atom+xml"}, shape("arxiv.atom")
        if path == "/trials/NCT00000044":
            return 200, {"Content-Type": "application/json"}, shape("study.json")
        return 404, {"Content-Type": "text/html"}, b"<html>not found</html>"


def shape(name: str) -> bytes:
    """Return the body of an answer in the shape of its service."""
    return (SHAPES / name).read_bytes()


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Start the server, and let the client ask it and pause for no time."""
    played = Services()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            sent = {"user-agent": self.headers["User-Agent"], "accept": self.headers["Accept"]}
            played.asked.append((unquote(parts.path), query | sent))
            time.sleep(played.slow)
            status, headers, body = played.answer(unquote(parts.path), query)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep the test's output clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that has gone: some answers are cut off on purpose."""

    server = Server(("127.0.0.1", 0), Handler)
    played.address = f"http://127.0.0.1:{server.server_port}"
    for name in ("doi", "eutils", "pmc", "arxiv", "trials"):
        monkeypatch.setenv(f"LIVINGREVIEW_{name.upper()}_URL", f"{played.address}/{name}")
    monkeypatch.setattr("livingreview.intake.client.FIRST_PAUSE", 0.0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield played
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the tiny review, and make it the working folder."""
    shutil.copytree(REVIEW, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path
