"""Numbers as the visitor's language writes them: 1.5 and 1,000 in English, 1,5 and 1.000 in Vietnamese."""

from __future__ import annotations

import math

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
