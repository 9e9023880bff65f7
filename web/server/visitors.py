"""Who is asking: a random cookie, set with the page's HTML, unreadable for scripts. It says who started a training, nothing else."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "gan_classroom_visitor"
YEAR = 365 * 24 * 3600


def visitor_of(cookies: Mapping[str, str]) -> str:
    """The visitor's secret; empty when there is none, or none of ours."""
    received = str(cookies.get(COOKIE, ""))
    return received if re.fullmatch(r"[0-9a-f]{32}", received) else ""


def current_visitor() -> str:
    """The visitor whose script runs; without a cookie (refused, or a test) the session stands in for it."""
    return visitor_of(st.context.cookies) or st.session_state.setdefault("visitor", secrets.token_hex(16))


def remember(request: Request, response: Response) -> None:
    """Give a new visitor a cookie. Inside a frame of another site it must be marked for that, which only https may."""
    if visitor_of(request.cookies):
        return
    secure = (request.headers.get("x-forwarded-proto") or request.url.scheme) == "https"
    # Without a path a browser keeps it for the folder of the page's address: where the app lies, not all that its host serves
    response.set_cookie(
        COOKIE, secrets.token_hex(16), max_age=YEAR, path=None, httponly=True, secure=secure, samesite="none" if secure else "lax"
    )
