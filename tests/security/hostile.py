"""What an attacker sends, and what must be true of every answer."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Message

from gan_core.errors import MESSAGES
from web.ui.text import LANGUAGES, table

ROOT = Path(__file__).parents[2]
Headers = Iterable[tuple[str, str]]

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))  # as many inputs, for who has the time
COUNT: Counter[int] = Counter()  # answers by status: `pytest tests/security` prints how many bad inputs there were
BOUNDED = settings(derandomize=TIMES == 1, suppress_health_check=list(HealthCheck))

# ------------------------------------------------------------------------------------------------------------------------- inputs

NAUGHTY = [
    "", " ", "\x00", "a\x00b", "\r\nX-Injected: 1", "\n", "..", "../../etc/passwd", "..\\..\\windows", "%2e%2e%2f", "/etc/passwd",
    "//evil.example",
    "C:\\x", "file:///etc/passwd", "~", "$(id)", "`id`", "; rm -rf /", "' OR 1=1 --", "{0.__class__}", "{field}", "%s%n", "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "[x](https://evil.example)", "=1+1",
    "@SUM(A1)",
    "\\input{/etc/passwd}", "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "1e-400", "0x10", "1_000", "１２", "٣", "²", "-0",
    "+1",
    "1e308", "9" * 30, "9" * 5000, "-" + "9" * 400, "0" * 5000, "1" + "0" * 400, "0." + "0" * 400 + "1", "None", "null", "true", "[]",
    "{}", "self",
    "\u202e", "\ufeff", "\u200b", "Z̡͍͇̯" * 9, "🙂" * 20, "ﷺ" * 30, "\U0010ffff", "\ufffe", "ỹ" * 300, "a" * 300, "x" * 2000, "," * 500,
    ";" * 500, "1," * 500,
    "CON", ".git", ".env", "config.json", "step-00000001.json", "__proto__", "constructor",
]  # fmt: skip

words = st.sampled_from(NAUGHTY)
texts = st.one_of(words, st.text(max_size=40), st.from_regex(r"[-+]?[0-9]{0,12}(\.[0-9]{0,6})?(e[-+]?[0-9]{1,4})?", fullmatch=True))
numbers = st.one_of(
    st.integers(), st.sampled_from([10**400, -(10**400), 2**31, 2**63, 2**64, -1, 0, 1]), st.floats(allow_nan=True, allow_infinity=True)
)
JSON_KEYS = [
    "self", "settings", "preset", "step", "epochs", "config", "moves", "models", "n", "seed", "extractor", "every", "key", "group",
    "running", "pace",
    "count", "dataset", "data_dir", "class_names", "sample_epochs", "batch_size", "loss", "generator_lr", "n_critic", "points", "text",
    "data",
    "generator_hidden", "code", "tour", "stop", "notes", "token", "source", "target", "owner", "directory", "name", "image_size",
    "__class__", "",
]  # fmt: skip
json_keys = st.one_of(st.sampled_from(JSON_KEYS), texts)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts, st.sampled_from(["\ud800", "a\udfffb"])),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(json_keys, inner, max_size=4)),
    max_leaves=12,
)


ODD_BODIES = [
    b"", b"{", b"\xff\xfe{}", b"\x00" * 1000, b'{"a":NaN}', b'{"a":1e999}', b'{"settings":{"seed":' + b"9" * 5000 + b"}}",
    b"[" * 5000 + b"]" * 5000, b'{"a":' * 900 + b"1", b'{"x":"' + b"a" * 120_000 + b'"}', b'{"settings":[]}', b'{"settings":{"self":1}}',
    b'{"settings":{"step":1}}',
]  # fmt: skip
bodies = st.one_of(
    st.dictionaries(json_keys, json_values, max_size=5).map(lambda value: json.dumps(value).encode()),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=60),
    st.sampled_from(ODD_BODIES),
)
HEADER_NAMES = [
    "accept", "accept-encoding", "accept-language", "if-none-match", "range", "cookie", "x-presenter-pin", "x-gan-room", "origin",
    "referer", "host",
    "content-type", "content-length", "x-forwarded-proto", "x-forwarded-for", "user-agent", "if-range",
]  # fmt: skip
HEADER_VALUES = [
    "bytes=0-", "bytes=" + "0-1," * 400, "bytes=-9999999999999999999999", "[", "a:b:c", "gan_classroom_visitor=" + "0" * 32, "text/html",
    "gzip",
    "vi,en;q=0.5", "x" * 20_000, "https", "null", "*",
]  # fmt: skip
headers_of_all_kinds = st.lists(st.tuples(st.sampled_from(HEADER_NAMES), st.one_of(texts, st.sampled_from(HEADER_VALUES))), max_size=3)

# ------------------------------------------------------------------------------------------------------------------------ requests


@dataclass(frozen=True)
class Answer:
    """A whole answer, and how much of the request was read."""

    status: int
    headers: dict[str, str]
    body: bytes
    read: int

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """Asks an app in this process, byte for byte as a server would hand it over."""

    def __init__(self, app: ASGIApp, job: str = "") -> None:
        self.app, self.job, self.loop = app, job, asyncio.new_event_loop()

    def close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def ask(self, method: str, path: str, query: str = "", headers: Headers = (), body: Sequence[bytes] = (b"",)) -> Answer:
        """`path` and `query` as they stand in the address, percent signs and all."""
        return self.loop.run_until_complete(self._ask(method, path, query, headers, list(body)))

    async def _ask(self, method: str, path: str, query: str, headers: Headers, body: list[bytes]) -> Answer:
        raw = [(name.lower().encode("latin-1"), value.encode("utf-8", "replace")[:60_000]) for name, value in headers]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "root_path": "",
            "path": unquote(path), "raw_path": path.encode(errors="replace"), "query_string": query.encode("utf-8", "replace"),
            "headers": raw, "client": ("10.0.0.9", 1), "server": ("app", 80), "state": {},
        }  # fmt: skip
        read, over, sent = 0, asyncio.Event(), list[Message]()

        async def receive() -> Message:
            nonlocal read
            if body:
                part = body.pop(0)
                read += len(part)
                return {"type": "http.request", "body": part, "more_body": bool(body)}
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await asyncio.wait_for(self.app(scope, receive, send), 60)
        over.set()
        start = sent[0]
        found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], found, b"".join(message.get("body", b"") for message in sent[1:]), read)


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """A query string."""
    return urlencode(list(pairs), errors="replace")


# ------------------------------------------------------------------------------------------------------------- what must be true

SECRETS = [
    str(ROOT),
    sys.prefix,
    str(Path.home()) + "/",
    "site-packages",
    "Traceback (most recent",
    'File "',
    "gan_core.",
    "web.",
    "/tmp/",
    "/proc/",
]
SENTENCE = re.compile(r"[^\n\r]{1,1500}\.")


def check(answer: Answer, *also_secret: str) -> None:
    """No failure, nothing told of the machine, and a mistake said in one sentence of both languages."""
    COUNT[answer.status] += 1
    assert 200 <= answer.status < 500, answer
    assert answer.headers.get("access-control-allow-origin") is None
    if answer.status >= 400 or answer.headers.get("content-type", "").startswith(("application/json", "text/plain")):
        leaked = [secret for secret in (*SECRETS, *also_secret) if secret in answer.text]
        assert not leaked or answer.status < 400, (leaked, answer)
    assert not any("\n" in value or "\r" in value for value in answer.headers.values())
    if answer.status >= 400 and answer.headers.get("content-type") == "application/json":
        check_error(answer.json())


def check_error(error: dict[str, Any]) -> None:
    """{code, fields, message} of a GanError, which both languages can say."""
    assert set(error) == {"code", "fields", "message"}
    assert error["code"] in MESSAGES
    assert SENTENCE.fullmatch(error["message"]), error
    for language in LANGUAGES:
        assert table("errors")[error["code"]][language].format(**error["fields"])
