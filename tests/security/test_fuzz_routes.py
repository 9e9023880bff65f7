"""Every own end point against generated requests: addresses, queries, headers, bodies. A new one is tried without being named here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from urllib.parse import quote

import pytest
from hostile import BOUNDED, TIMES, Visitor, bodies, check, encoded, headers_of_all_kinds, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.routing import BaseRoute, Route

from web.lessons import LESSONS
from web.routes import ROUTES, Later

EXAMPLES = 20  # for each of about fifty end points and methods
SAFE = ("GET", "HEAD")

# What a right request may hold: a wrong value is most dangerous beside right ones
RIGHT = {
    "model": ["cgan-fashion-mnist", "dcgan-plain", "own-run"], "label": ["3", "a"], "other": ["2"], "seed": ["0", "7", "2147483647"],
    "picks": ["0,1,2,3", "63,62,61,60"], "mode": ["plane", "path", "blend", "classes", "sliders"], "components": ["1,-1,0.5", "3"],
    "dimensions": ["1:0.5,2:-1"], "truncation": ["0", "1.5"], "x": ["0.5", "1,2;3,4"], "y": ["1"], "w": ["1,1;1,1"], "t": ["0"],
    "path": ["line"],
    "keep_variance": ["0"], "n": ["2", "6"], "scale": ["1", "2"], "kind": ["grid", "plane", "classes", "blend", "slerp"], "frames": ["2",
    "4"],
    "format": ["gif", "strip", "states", "csv", "latex", "markdown"], "component": ["0"], "from": ["0", "1"], "to": ["2"], "step": ["0",
    "2"],
    "tab": ["convolution", "matrix"], "stride": ["2"], "padding": ["1"], "output_padding": ["1"], "dilation": ["2"], "lang": ["vi", "en"],
    "models": ["own-run", "cgan-fashion-mnist,own-run"], "published": ["0"], "after": ["0"], "count": ["20"], "missing": ["x"],
    "present": ["1"],
}  # fmt: skip
NAMES = {
    "side": ["generator", "discriminator"],
    "name": ["", "", "own-run", "cgan-fashion-mnist", *LESSONS, "defense"],
    "action": ["run", "save", "change", "fork", "again", "resume", "extend", "stop", "step", "step_aside", "rename", "share", "delete"],
    "command": ["begin", "next"],
    "step": ["0", "1", "9" * 30, "9" * 250],
    "version": ["0"],
    "kind": ["weights", "samples", "numbers", "run"],
}  # fmt: skip  ("" stands for the training that waits)

pairs = st.sampled_from(sorted(RIGHT)).flatmap(lambda key: st.tuples(st.just(key), st.one_of(st.sampled_from(RIGHT[key]), texts)))
queries = st.lists(st.one_of(pairs, pairs, st.tuples(texts, texts)), max_size=4).map(encoded)
percent = st.sampled_from(
    ["%00", "%2e%2e", "%2f", "%ff", "%", "%zz", "%c0%ae", "..", ".", "%25", "//", "\\", "%5c..%5c", "a" * 300, "%e1%ba%a1" * 100]
)


def own_routes(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """(method, address) of every end point, those of modules that are imported later too."""
    for route in routes:
        assert isinstance(route, Route)
        if isinstance(route.endpoint, Later):
            yield from own_routes(import_module(route.endpoint.module).ROUTES)
        else:
            yield from ((method, route.path) for method in sorted((route.methods or {"GET"}) - {"HEAD"}))


ENTRIES = sorted(set(own_routes(ROUTES)))


def _quoted(text: str) -> str:
    return quote(text, errors="replace")


@st.composite
def addresses(draw: st.DrawFn, pattern: str, job: str) -> str:
    """The pattern, its parts filled with names that exist and with strange ones."""
    parts = []
    for part in pattern.strip("/").split("/"):
        if part.startswith("{"):
            known = [name or job for name in NAMES.get(part.strip("{}").partition(":")[0], [])]
            parts.append(draw(st.one_of(st.sampled_from(known), st.sampled_from(known), texts.map(_quoted), percent)))
        else:
            parts.append(part)
    return "/" + "/".join(parts)


@pytest.mark.parametrize(("method", "pattern"), ENTRIES, ids=[f"{method} {pattern}" for method, pattern in ENTRIES])
def test_no_request_makes_an_end_point_fail(method: str, pattern: str, visitor: Visitor, cookie: tuple[str, str], runs_folder):
    @settings(BOUNDED, max_examples=EXAMPLES * TIMES)
    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        headers = [cookie, ("x-gan-classroom", "1"), *data.draw(headers_of_all_kinds)]
        body = (b"",) if method in SAFE else tuple(data.draw(st.lists(bodies, min_size=1, max_size=2)))
        answer = visitor.ask(method, data.draw(addresses(pattern, visitor.job)), data.draw(queries), headers, body)
        check(answer, str(runs_folder))

    tried()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "G\u0130T", "x" * 100])
def test_other_methods_are_refused(method: str, visitor: Visitor, runs_folder):
    for _, pattern in ENTRIES:
        check(visitor.ask(method, pattern.replace("{", "").replace("}", ""), headers=[("x-gan-classroom", "1")]), str(runs_folder))


def test_what_changes_something_is_refused_from_other_pages(visitor: Visitor):
    """A foreign page can make a browser send a request with its cookie, but no header of its own."""
    changing = [(method, pattern) for method, pattern in ENTRIES if method not in SAFE]
    assert len(changing) >= 8
    for method, pattern in changing:
        answer = visitor.ask(method, pattern.replace("{name}", "own-run").replace("{action}", "stop").replace("{", "").replace("}", ""))
        assert (answer.status, answer.text) == (403, "not from this app"), (method, pattern)


def test_it_still_answers(visitor: Visitor, cookie: tuple[str, str]):
    for path in ("", "api/runs", "api/evaluations", "api/convolution/trace", "api/latent/image", "api/runs/own-run/progress"):
        assert visitor.ask("GET", f"/{path}", headers=[cookie]).status == 200
