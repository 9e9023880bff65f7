"""Which machines take PyTorch's CPU wheels."""

from __future__ import annotations

import importlib.metadata
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scripts import cpu_torch

CPU = f"--extra-index-url {cpu_torch.INDEX} torch==2.14.1+cpu torchvision==0.29.2+cpu\n"


@pytest.fixture
def machine(monkeypatch):
    """A new Linux machine without a card that reaches PyTorch's index; `machine(answers=False)` and so on for another."""

    def machine(platform="linux", **facts: bool) -> None:
        monkeypatch.setattr(cpu_torch.sys, "platform", platform)
        for name, fact in ({"has_torch": False, "has_card": False, "answers": True} | facts).items():
            monkeypatch.setattr(cpu_torch, name, lambda *_, fact=fact: fact)

    return machine


@pytest.mark.parametrize(
    ("choice", "facts", "printed"),
    [
        ("auto", {}, CPU),
        ("auto", {"answers": False}, ""),
        ("auto", {"has_card": True}, ""),
        ("auto", {"has_torch": True}, ""),
        ("auto", {"platform": "darwin"}, ""),
        ("default", {}, ""),
        ("cpu", {"has_card": True, "answers": False}, CPU),
    ],
)
def test_the_small_wheels_are_for_machines_without_a_card_that_can_have_them(choice, facts, printed, machine, capsys):
    machine(**facts)
    cpu_torch.main(choice)
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    ("installed", "has"), [("2.14.1+cpu", True), ("2.14.1+cu130", True), ("2.14.1", True), ("2.13.0", False), (None, False)]
)
def test_what_is_installed_already_stays(installed, has, monkeypatch):
    def version(_name: str) -> str:
        if installed is None:
            raise importlib.metadata.PackageNotFoundError
        return installed

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert cpu_torch.has_torch() is has


def test_a_card_shows_itself_as_a_device_or_by_its_tool(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not cpu_torch.has_card(tmp_path / "nvidia0")
    (tmp_path / "nvidia0").touch()
    assert cpu_torch.has_card(tmp_path / "nvidia0")
    (tmp_path / "nvidia-smi").touch(0o755)
    assert cpu_torch.has_card(tmp_path / "none")


class Index(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200 if self.path == "/whl/cpu/torch/" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_an_index_that_answers_and_one_that_refuses():
    with HTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert cpu_torch.answers(f"http://127.0.0.1:{server.server_port}/whl/cpu")
        assert not cpu_torch.answers(f"http://127.0.0.1:{server.server_port}/elsewhere")
        server.shutdown()
    assert not cpu_torch.answers(f"http://127.0.0.1:{server.server_port}/whl/cpu")


def test_an_index_that_stays_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(cpu_torch, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not cpu_torch.answers(f"http://127.0.0.1:{silent.getsockname()[1]}")
