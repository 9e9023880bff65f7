"""What `gan-classroom serve` says once the app answers: where it is, for phones as a QR code too, and what a firewall will ask."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable

import click

from gan_core.network import answers, own_address
from gan_core.translations import LANGUAGES, table

POLL_SECONDS = 0.2


def greet_when_ready(port: int, path: str, *, browser: bool) -> threading.Thread:
    """Wait for the app in a thread, then say where it is and, if asked to, open the browser there."""
    thread = threading.Thread(target=_greet, args=(port, path, browser), name="greeting", daemon=True)
    thread.start()
    return thread


def _greet(port: int, path: str, browser: bool, wait: Callable[[float], object] = time.sleep) -> None:
    while not answers(port):
        wait(POLL_SECONDS)
    own = own_address()
    outside = f"http://{own}:{port}/{path}" if own else ""
    click.echo("\n" + "\n".join(lines(f"http://localhost:{port}/{path}", outside)) + "\n")
    if outside and (picture := qr(outside)):
        click.echo(picture)
    if browser and has_screen():
        webbrowser.open(f"http://localhost:{port}/{path}")


def lines(here: str, outside: str) -> list[str]:
    """In both languages: the address here, that for others in the network (empty: in none), and the firewall's question."""
    words = table("serve")
    keys = ("running", "others", "firewall") if outside else ("running", "alone")
    return [words[key][language].format(here=here, outside=outside) for language in LANGUAGES for key in keys]


def qr(address: str) -> str:
    """A QR code in half blocks; empty where no terminal would show it."""
    import segno

    picture = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out=picture, border=2, compact=True)
    try:
        picture.getvalue().encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    return picture.getvalue() if sys.stdout.isatty() else ""


def has_screen() -> bool:
    """Whether a browser would have a window: else Linux opens one in the terminal."""
    return sys.platform != "linux" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
