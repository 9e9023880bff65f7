"""Which coding a browser is sent, and when it is told to keep what it has."""

from __future__ import annotations

import gzip

import pytest
from starlette.requests import Request
from starlette.responses import Response

from web.server.compression import accepts_gzip, compress, compressed_response

CONTENT = b"0123456789" * 100


def answer(content: bytes = CONTENT, **headers: str) -> Response:
    """What a request with these headers gets."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": raw})
    return compressed_response(request, compress(content), "text/css", {"Cache-Control": "no-cache"})


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", False),
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br, GZIP ;q=0.5", True),
        ("gzip;q=1.000", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000, br", False),
        ("gzip;q=0, *", False),
        ("*", True),
        ("*;q=0", False),
        ("br, *;q=0", False),
        ("gzip, *;q=0", True),
        ("identity", False),
        ("br", False),
        ("x-gzip-like, notgzip", False),
        (";q=, ,,=", False),
    ],
)
def test_accept_encoding_is_read_as_the_rfc_says(header, accepted):
    assert accepts_gzip(header) is accepted
    response = answer(accept_encoding=header)
    assert response.headers.get("content-encoding") == ("gzip" if accepted else None)
    assert (gzip.decompress(response.body) if accepted else response.body) == CONTENT
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-type"].startswith("text/css")


def test_equal_content_has_an_equal_tag_in_either_coding_and_other_content_another():
    plain, packed = answer(accept_encoding="identity"), answer(accept_encoding="gzip")
    assert plain.headers["etag"] == packed.headers["etag"]
    assert plain.headers["etag"].startswith('W/"')
    assert answer(b"other").headers["etag"] != plain.headers["etag"]


def test_it_is_decompressed_once_for_all_who_refuse_gzip():
    content = compress(CONTENT)
    assert content.plain == CONTENT
    assert content.plain is content.plain


@pytest.mark.parametrize("known", ["{tag}", "{strong}", '"older", {tag}', '{strong} , W/"older"', "*"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_what_the_browser_has_is_not_sent_again(known, coding):
    tag = answer().headers["etag"]
    response = answer(accept_encoding=coding, if_none_match=known.format(tag=tag, strong=tag.removeprefix("W/")))
    assert (response.status_code, response.body, response.headers["etag"]) == (304, b"", tag)
    assert response.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("known", ['W/"older"', '""', "", "W/", '"older", W/"old"'])
def test_what_has_changed_is_sent(known):
    assert answer(if_none_match=known).status_code == 200


def test_a_range_is_answered_with_the_whole():
    response = answer(range="bytes=0-9", if_range='"x"')
    assert (response.status_code, response.body) == (200, CONTENT)
    assert "content-range" not in response.headers
