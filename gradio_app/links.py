"""What the page shows, in its address: a link opens the same, in either language."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from gan_core.inference.latent_model import COMPONENTS, LatentModel
from gan_core.latent import LatentState
from gradio_app.drawings import check_interpolation
from gradio_app.models import START, open_state

FILM = (11, 24)  # the other seed, and how many pictures, as the page opens
NAMES = ("model", "label", "seed", "truncation", "components")


def state_link(state: LatentState) -> str:
    """Query of a state; "" of the one that the page opens on."""
    moved = state if any(state.components) else replace(state, components=())
    return "" if moved == START else moved.to_query() or f"seed={state.seed}"


def film_link(other_seed: int, frames: int) -> str:
    """Query of the interpolation; "" of the one that the page opens on."""
    return "" if (other_seed, frames) == FILM else urlencode({"other_seed": other_seed, "frames": frames})


def read_link(text: str) -> tuple[LatentState, LatentModel, tuple[int, int]] | None:
    """State, model and interpolation of a query; None where it names none of them. Raises GanError."""
    given = dict(parse_qsl(text, keep_blank_values=True))
    if not given.keys() & {*NAMES, "other_seed", "frames"}:
        return None
    asked = {name: given[name] for name in NAMES if name in given}
    linked = LatentState.from_query(asked) if given.keys() & set(NAMES) else START
    components = [*linked.components, *[0.0] * (COMPONENTS - len(linked.components))]
    state, opened = open_state(linked.model, linked.label, linked.seed, linked.truncation, components)
    film = check_interpolation(given.get("other_seed", FILM[0]), given.get("frames", FILM[1]))
    return state, opened, film
