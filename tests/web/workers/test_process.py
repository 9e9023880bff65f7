"""A worker process: what it says is heard in order, whatever it does is an end, and the server's end is its own."""

from __future__ import annotations

import io
import queue
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from gan_core.paths import ROOT
from web.workers.channel import MAX_MESSAGE_BYTES, Message, receive, send
from web.workers.process import WorkerProcess

ECHO = """
from web.workers.child import Server
server = Server()
print("a library's chatter")
while (message := server.receive()) is not None:
    server.send({"heard": message})
"""
TIMEOUT_SECONDS = 60


class Heard:
    """A process of this script, its messages in turn, then its exit code."""

    def __init__(self, script: str) -> None:
        self.all: queue.SimpleQueue[Message | int] = queue.SimpleQueue()
        self.process = WorkerProcess((sys.executable, "-c", script), self.all.put, self.all.put, one_thread=True)

    def next(self) -> Message | int:
        return self.all.get(timeout=TIMEOUT_SECONDS)


def test_it_is_heard_and_ends_with_its_stdin():
    worker = Heard(ECHO)
    worker.process.send({"số": "một\n\x00"})
    worker.process.send({})
    assert [worker.next(), worker.next()] == [{"heard": {"số": "một\n\x00"}}, {"heard": {}}]
    assert worker.process.alive
    worker.process.close(TIMEOUT_SECONDS)
    assert worker.next() == 0
    worker.process.send({"too": "late"})
    worker.process.close(0)
    assert not worker.process.alive


def test_one_that_does_not_end_by_itself_is_killed():
    worker = Heard("import time; time.sleep(1000)")
    worker.process.close(0)
    assert worker.next() not in (0, 1)


def test_what_it_started_is_killed_with_it():
    script = """
import subprocess, sys
from web.workers.child import Server
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], stdin=subprocess.PIPE)
Server().send({"child": child.pid})
child.wait()
"""
    worker = Heard(script)
    child = psutil.Process(worker.next()["child"])
    worker.process.kill()
    assert worker.next() not in (0, 1)
    child.wait(TIMEOUT_SECONDS)
    worker.process.kill()  # of what has ended, nothing


@pytest.mark.parametrize("script", ["print('no message')", "raise SystemExit(3)", ""])
def test_every_end_is_told_once(script):
    worker = Heard(script)
    assert worker.next() == (3 if "3" in script else 0)
    assert worker.all.empty()


def test_its_folder_is_the_server_s_and_its_code_is_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    worker = Heard("import os; from web.workers.child import Server; Server().send({'here': os.getcwd()})")
    assert worker.next() == {"here": str(Path.cwd())}
    assert worker.next() == 0


def test_a_worker_whose_server_is_gone_knows():
    script = "from web.workers.child import Server\nserver = Server()\nassert server.receive() is None\nraise SystemExit(7)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")


def test_messages_are_bounded_and_a_cut_one_is_none():
    stream = io.BytesIO()
    send(stream, {"n": 1})
    stream.write(b'{"n": 2')
    stream.seek(0)
    assert [receive(stream), receive(stream), receive(stream)] == [{"n": 1}, None, None]
    with pytest.raises(ValueError, match="more than"):
        receive(io.BytesIO(b" " * (MAX_MESSAGE_BYTES + 1)))
