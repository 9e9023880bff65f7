"""What the Errata page computes to prove its items: one pure function an item. Only the quick modules stay clear of torch."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from web.reference.evidence.types import Evidence

__all__ = ["EVIDENCE", "Evidence", "Proof"]


@dataclass(frozen=True)
class Proof:
    """Where the evidence of an item comes from."""

    module: str
    function: str

    @property
    def quick(self) -> bool:
        """Whether it is there in milliseconds: it neither needs torch nor trains."""
        return self.module in ("arithmetic", "theory", "formulas")

    def compute(self) -> Evidence:
        """The evidence, computed now."""
        evidence: Evidence = getattr(import_module(f"web.reference.evidence.{self.module}"), self.function)()
        return evidence


# item of the Errata page: its proof
EVIDENCE: dict[int, Proof] = {
    1: Proof("arithmetic", "filters_are_no_kernel"),
    2: Proof("networks", "batch_norm_places"),
    3: Proof("networks", "both_activations"),
    4: Proof("networks", "who_minimises"),
    5: Proof("networks", "noise_not_picture"),
    8: Proof("quality", "recorded_epochs"),
    9: Proof("networks", "flattened"),
    10: Proof("arithmetic", "rotated_kernel"),
    11: Proof("arithmetic", "centre_is_ten"),
    12: Proof("arithmetic", "transpose_not_inverse"),
    13: Proof("theory", "three_curves"),
    14: Proof("theory", "orientations"),
    15: Proof("networks", "any_size"),
    17: Proof("quality", "cost_of_a_step"),
    18: Proof("quality", "fid_against_n"),
    19: Proof("quality", "one_outlier"),
    20: Proof("theory", "accuracy_of_the_best"),
    21: Proof("formulas", "one_js_or_two"),
    22: Proof("networks", "sign_of_g"),
    23: Proof("formulas", "two_gradients"),
    24: Proof("quality", "remedies_of_collapse"),
    25: Proof("networks", "adam_circles"),
    26: Proof("networks", "reshaped"),
    27: Proof("formulas", "which_example"),
    28: Proof("formulas", "nothing_to_hinder"),
    29: Proof("quality", "features_of_d"),
    30: Proof("formulas", "penalty_places"),
    32: Proof("quality", "memorised"),
    33: Proof("formulas", "counted_by_eye"),
}
