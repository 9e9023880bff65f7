"""What `serve` says once the app answers."""

from __future__ import annotations

import io
import socket
import sys

import pytest

from gan_core import greeting


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str, *, screen: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="replace", write_through=True)
        self._screen = screen

    def isatty(self) -> bool:
        return self._screen

    def text(self) -> str:
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    addresses: list[str] = []
    monkeypatch.setattr(greeting.webbrowser, "open", addresses.append)
    monkeypatch.setattr(greeting, "own_address", lambda: "192.168.1.23")
    monkeypatch.setattr(greeting, "has_screen", lambda: True)
    return addresses


def greeted(monkeypatch, terminal: Terminal, *, browser: bool = True) -> str:
    """Said of an app that answers at the third look."""
    with socket.socket() as app:
        app.bind(("127.0.0.1", 0))
        waited = []

        def wait(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 2:
                app.listen()

        monkeypatch.setattr(sys, "stdout", terminal)
        greeting._greet(app.getsockname()[1], "gan", browser, wait)
        assert len(waited) == 2
        return terminal.text().replace(str(app.getsockname()[1]), "PORT")


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp1258"])
def test_addresses_in_both_languages_a_code_and_the_browser(monkeypatch, opened, encoding):
    said = greeted(monkeypatch, Terminal(encoding))
    for word in (
        "http://localhost:PORT/gan",
        "http://192.168.1.23:PORT/gan",
        "Phones and other machines",
        "Private networks",
        "macOS: Allow",
    ):
        assert word in said
    assert said.count("http://192.168.1.23:PORT/gan") == 2
    assert ("▀" in said) is (encoding != "cp1258")  # which has no such letter
    if encoding == "utf-8":
        assert "Điện thoại và máy khác" in said
    assert [address.rpartition(":")[0] for address in opened] == ["http://localhost"]


def test_in_a_log_there_is_no_picture_and_no_browser(monkeypatch, opened):
    said = greeted(monkeypatch, Terminal("utf-8", screen=False), browser=False)
    assert "http://192.168.1.23" in said
    assert "▀" not in said
    assert opened == []


def test_without_a_network_phones_are_not_sent_anywhere(monkeypatch, opened):
    monkeypatch.setattr(greeting, "own_address", str)
    said = greeted(monkeypatch, Terminal("utf-8"))
    assert "This machine is in no network" in said
    assert "firewall" not in said
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("system", "display", "there"), [("linux", "", False), ("linux", ":0", True), ("win32", "", True), ("darwin", "", True)]
)
def test_a_browser_needs_a_screen(monkeypatch, system, display, there):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(greeting.os, "environ", {"DISPLAY": display} if display else {})
    assert greeting.has_screen() is there
