"""The bench's own browser reads answers as they come over the wire; what processes cost is read from Linux."""

import gzip
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tools.bench import machine
from tools.bench.pageforms import Form
from tools.bench.visitor import Visitor

PARTS = [b"first 0\r\n", b"\r\n", b"second " * 9_000]


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        if self.path == "/chunks/":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in PARTS:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
            return
        body = gzip.compress(f"Peña, {self.headers.get('Cookie', 'nobody')}".encode())
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Set-Cookie", "session=abc; HttpOnly; Path=/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(303)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_words):
        """Nothing."""


@pytest.fixture
def visitor():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        visitor = Visitor(server.server_port)
        yield visitor
        visitor.close()
        server.shutdown()


def test_a_connection_and_its_cookies_are_kept(visitor):
    """Pages are read as they travel, packed; the second request carries the session of the first."""
    first = visitor.get("/")
    connection = visitor.socket
    second = visitor.get("/")

    assert (first.status, first.text) == (200, "Peña, nobody")
    assert second.text == "Peña, session=abc"
    assert visitor.socket is connection
    assert first.wire > len(first.body) > 0


def test_an_answer_in_chunks_is_whole(visitor):
    """Also where a part ends as the last chunk would begin."""
    answer = visitor.get("/chunks/")

    assert answer.body == b"".join(PARTS)
    assert answer.wire > len(answer.body)
    assert visitor.get("/").status == 200


def test_a_form_is_sent_in_its_own_way(visitor):
    """Forms with files are sent in parts."""
    plain, in_parts = Form("post"), Form("post", is_multipart=True)

    assert visitor.post("/", plain, {"name": "José Peña"}).text == "name=Jos%C3%A9+Pe%C3%B1a"
    assert 'name="name"\r\n\r\nJosé Peña\r\n--' in visitor.post("/", in_parts, {"name": "José Peña"}).text


@pytest.mark.skipif(sys.platform != "linux", reason="Read from /proc.")
def test_what_processes_cost_is_read_with_their_children():
    """Time on a core and memory are those of the whole server."""
    before = machine.on_core([os.getpid()])
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = machine.with_children([os.getpid()])
        child.communicate(b"\n")

    assert {os.getpid(), child.pid} <= set(found)
    assert machine.spent_ms(before, machine.on_core([os.getpid()])) > 0
    assert machine.memory_mb([os.getpid()]) > 1
    assert machine.memory_mb([child.pid]) == 0


def test_a_thread_that_ended_takes_nothing_back():
    """A web server lets go of threads that had nothing to do."""
    assert machine.spent_ms({"gone": 900_000_000, "busy": 5_000_000}, {"busy": 7_000_000, "new": 1_000_000}) == 3
