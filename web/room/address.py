"""A page's address as a phone can open it, and as a picture for its camera."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno

from gan_core.errors import GanError
from gan_core.network import own_address

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def seen_from_outside(address: object, page: str) -> str:
    """The address of `page` with this machine's name in its network: `localhost` is that only for itself. Raises GanError."""
    try:
        parts = urlsplit(address if isinstance(address, str) and len(address) <= 300 and address.isprintable() else "")
        host, port = parts.hostname, parts.port
    except ValueError:  # brackets that do not close, a port that is none
        host = None
    wrong = not host or parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment
    if wrong or not parts.path.endswith(f"/{page}"):
        raise GanError("value", field=page, received=repr(address)[:60], expected=f"http://…/{page}")
    if host not in LOOPBACK or not (own := own_address()):
        return parts.geturl()
    return parts._replace(netloc=f"{own}:{port}" if port else own).geturl()


def picture_of(address: str) -> str:
    """Its QR code, a data URL."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=2, dark="#000", light="#fff")
