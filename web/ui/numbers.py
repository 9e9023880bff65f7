"""Numbers as the visitor's language writes them: 1.5 and 1,000 in English, 1,5 and 1.000 in Vietnamese."""

from __future__ import annotations

import math

from gan_core.errors import GanError
from gan_core.link_numbers import parse_number
from web.ui.text import language

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SWAPPED = str.maketrans(".,", ",.")


def written(value: float, digits: int = 4) -> str:
    """A number to so many significant digits, whole numbers in full; very large and very small ones as powers of ten."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "−∞" if value < 0 else "∞"
    if value == int(value) and abs(value) < 1e12:
        text = f"{int(value):,}"
    elif 1e-4 <= abs(value) < 1e6:
        text = f"{value:,.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}"
        if "." in text and float(text.replace(",", "")) == value:  # nothing was rounded away
            text = text.rstrip("0").rstrip(".")
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    text = text.replace("-", "−")
    return text.translate(_SWAPPED) if language() == "vi" else text


def box_text(value: float) -> str:
    """A number as a box to type in shows it: in Vietnamese with a comma."""
    text = f"{value:g}"
    return text.replace(".", ",") if language() == "vi" else text


def typed_number(field: str, text: str, low: float, high: float) -> float:
    """What was typed into a box, with a point or a comma. Raises GanError: no number, or not in [low, high]."""
    try:
        return parse_number(field, text.strip().replace(",", ".").replace("−", "-"), low, high)
    except GanError as error:
        raise GanError(error.code, **error.fields | {"received": repr(text)}) from None
