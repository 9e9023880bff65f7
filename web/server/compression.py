"""Compressed answers: gzip for a browser that takes it, and 304 for one that has the content already."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response


class Compressed(bytes):
    """A content's gzip."""

    @cached_property
    def etag(self) -> str:
        """Weak, as the content has the same one with gzip and without."""
        return f'W/"{hashlib.sha256(self).hexdigest()[:16]}"'

    @cached_property
    def plain(self) -> bytes:
        """The content, decompressed once for all who refuse gzip."""
        return gzip.decompress(self)


def compress(content: bytes, level: int = 9) -> Compressed:
    """Gzip; the same content gives the same bytes."""
    return Compressed(gzip.compress(content, level, mtime=0))


def accepts_gzip(accept_encoding: str) -> bool:
    """What an Accept-Encoding header says (RFC 9110, section 12.5.3): `q=0` refuses, `*` stands for every coding that is not named."""
    codings = {}
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        codings[coding] = weight.strip("0.") != "" or not weight
    return codings.get("gzip", codings.get("*", False))


def compressed_response(request: Request, content: Compressed, media_type: str, headers: Mapping[str, str]) -> Response:
    """The answer to a GET request. A range is answered with the whole, as RFC 9110 allows."""
    headers = {**headers, "ETag": content.etag, "Vary": "Accept-Encoding"}
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if "*" in known or content.etag.removeprefix("W/") in (one.removeprefix("W/") for one in known):
        return Response(status_code=304, headers=headers)
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        return Response(content, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(content.plain, media_type=media_type, headers=headers)
