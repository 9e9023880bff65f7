"""Every call of the demo goes through here: a mistake is one sentence in the caller's language."""

from __future__ import annotations

import functools
import html
import inspect
import logging
from collections.abc import Callable
from typing import Any

import gradio as gr

from gan_core.errors import GanError
from gradio_app.words import preferred, sentence, words

LOG = logging.getLogger(__name__)


def answered(function: Callable[..., Any], *, cost: int = 1, language: str = "") -> Callable[..., Any]:
    """`function` as gradio calls it: with the request in front. Without `language` it answers in the request's own.

    `cost` is what it takes of a visitor's allowance when it joins the queue (gradio_app/joining.py).
    """

    @functools.wraps(function)
    def answer(request: gr.Request, *values: Any) -> Any:
        spoken = language or preferred(request.headers.get("accept-language", ""))
        say = words("gradio_demo", spoken)
        try:
            return function(*values)
        except GanError as error:
            raise _refusal(sentence(error, spoken), say) from None
        except Exception:
            LOG.exception("%s%r", function, values)
            raise _refusal(say["broken"], say) from None

    answer.cost = cost  # type: ignore[attr-defined]
    # gradio reads here what to pass and how the API's parameters are called
    front = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    answer.__signature__ = inspect.Signature([front, *inspect.signature(function).parameters.values()])  # type: ignore[attr-defined]
    answer.__annotations__ = {"request": gr.Request, **getattr(function, "__annotations__", {})}
    return answer


def _refusal(sentence: str, say: dict[str, str]) -> gr.Error:
    return gr.Error(html.escape(sentence, quote=False), title=say["mistake"], print_exception=False)
