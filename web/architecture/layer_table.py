"""A network's layers as a table one can read from the last row: what each puts out, in numbers and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from web.ui.text import language, t

if TYPE_CHECKING:
    from gan_core.models import LayerRow
    from web.architecture.forward_pass import Layer, Pass

STYLE = """<style>
.layers { border-collapse: collapse; width: 100%; font-size: 0.82rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.layers th, .layers td { text-align: left; padding: 0.3rem 0.55rem 0.3rem 0; vertical-align: middle; }
.layers th, .layers td { border-bottom: 1px solid rgb(127 140 153 / 0.35); }
.layers .number { text-align: right; }
.layers .flow { width: 99%; min-width: 7.5rem; padding-right: 0; }
.layers img, .picture img { image-rendering: pixelated; display: block; background: rgb(127 140 153 / 0.2); }
.layers img { width: 100%; max-height: 2.6rem; object-fit: contain; object-position: left; }
.layers img.strip { height: 0.8rem; object-fit: fill; }
.layers tr.note td { opacity: 0.75; }
.scroll { overflow-x: auto; }
.picture { display: flex; gap: 1rem; align-items: center; margin-top: 0.8rem; }
.picture img { width: 7rem; }
</style>"""


GUIDELINES = {  # of DCGAN (arXiv:1511.06434, section 3), by the kinds of layer that follow them: in G, in D
    "G": {"Reshape": "③", "ReLU": "④", "Tanh": "④", "BatchNorm2d": "②", "ConditionalBatchNorm": "②"},
    "D": {"Flatten": "③", "LeakyReLU": "⑤", "BatchNorm2d": "②"},
}


def guideline(network: str, row: LayerRow, side: int | None) -> str:
    """The number of the guideline that a layer follows. `side`: of the map before it; a convolution that changes it replaces pooling."""
    if row.kind in ("Conv2d", "ConvTranspose2d"):
        return "①" if row.output_shape[-1] != side else ""
    return GUIDELINES[network].get(row.kind, "")


def layer_list(layers: Sequence[Layer], source: str, shape: tuple[int, ...], network: str) -> None:
    """One row a layer, below a row for what goes in; the last tells the sum of the parameters."""
    heads = "".join(
        f"<th scope='col'{_number(name)}>{t(f'architecture.{name}')}</th>"
        for name in ("layer", "shape", "parameters", "field", "guideline")
    )
    rows = [f"<tr><td><b>{source}</b></td><td>{_shape(shape)}</td><td></td><td></td><td></td><td></td></tr>"]
    sides = [shape[-1], *((layer.row.output_shape or (1,))[-1] for layer in layers)]  # InnerProduct gives one number
    rows += [_row(layer, guideline(network, layer.row, side)) for layer, side in zip(layers, sides, strict=False)]
    total = sum(layer.row.parameters for layer in layers)
    empty = "<td></td>" * 3
    rows.append(f"<tr class='note'><td>{t('architecture.total')}</td><td></td><td class='number'>{_count(total)}</td>{empty}</tr>")
    head = f"<thead><tr>{heads}<th scope='col' class='flow'>{t('architecture.flow')}</th></tr></thead>"
    st.html(f"{STYLE}<div class='scroll' tabindex='0'><table class='layers'>{head}<tbody>{''.join(rows)}</tbody></table></div>")


def _row(layer: Layer, follows: str) -> str:
    row = layer.row
    cells = f"<td>{row.kind.replace('Conditional', 'Cond.')}</td><td>{_shape(row.output_shape)}</td>"
    cells += f"<td class='number'>{_count(row.parameters)}</td><td class='number'>{row.receptive_field or ''}</td><td>{follows}</td>"
    return f"<tr>{cells}<td class='flow'>{_output(layer.output, len(row.output_shape) == 1)}</td></tr>"


def _output(output: str | float, strip: bool) -> str:
    if isinstance(output, float):
        return f"<b>{_decimal(output)}</b>"
    return f"<img src='{output}' alt=''{' class=strip' if strip else ''}>"


def picture_and_verdict(shown: Pass) -> None:
    """G's picture and what D says of it."""
    words = t("architecture.verdict", logit=_decimal(shown.logit))
    st.html(f"{STYLE}<div class='picture'><img src='{shown.picture}' alt='{t('architecture.picture')}'><span>{words}</span></div>")


def _number(name: str) -> str:
    return " class='number'" if name in ("parameters", "field") else ""


def _shape(shape: tuple[int, ...]) -> str:
    """(C, H, W) as the course writes it: HxWxC."""
    return "×".join(map(str, (*shape[1:], shape[0]) if len(shape) == 3 else shape))


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "." if language() == "vi" else ",") if number else ""


def _decimal(number: float) -> str:
    text = f"{number:.2f}"
    return text.replace(".", ",") if language() == "vi" else text
