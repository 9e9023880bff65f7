// Written by `python -m scripts.write_constants` from gan_core/figures/styles.py, which has the reasons.

/** @type {Partial<Record<string, string>>} */
export const DASHES = {"generated": "9 4", "generator": "2 4", "discriminator": "12 3 2 3", "warning": "16 4", "other": "6 3 2 3 2 3", "note": "4 4"};
export const GRID = 0.11;
export const LISTED = ["line", "area", "dots", "arrows", "bars", "heat", "discs"];
export const MAP_INK = 0.6;
export const OPACITIES = {"area": 0.2, "bars": 0.6, "band": 0.13, "discs": 0.1, "outline": 0.55};
export const REFERENCE = "3 3";
export const RULE = "5 4";
export const STROKED = ["cross"];
export const WIDTHS = {"line": 2.5, "note": 1.5, "outline": 1.2, "rule": 1.5, "arrows": 1.7, "discs": 1, "stroked": 2.2};
