"""FID: two Gaussians to drag, those of shipped models, what means and covariances do not see, and what happens with few samples."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.figures.panels import area, arrows, axis, column, dots, handle, line, panel, readout, rule, text
from web.lessons.fid import planes
from web.lessons.fid.contours import contours
from web.lessons.lesson import Choice, Formula, Json, Lesson, Numbers, Slider, Values

if TYPE_CHECKING:
    from gan_core.metrics.features import Array
    from gan_core.metrics.frechet import FeatureStatistics
    from gan_core.toys.ellipses import Gaussian
    from gan_core.toys.few_samples import Distances

SIDE = 4.0  # of the plane
SAMPLES, CARRIED, JUDGED = 150, 36, 800
REPEATS = {"gaussian": 12, "pictures": 5}
DISTANCES = ("fid", "kid")  # measures of which less is better
COUNTS = {"gaussian": (16, 32, 64, 128, 256, 512, 1024, 2048, 4096), "pictures": (16, 32, 64, 125, 250, 500, 1000)}
BAND = (0.1, 0.9)


def compute(values: Values) -> Json:
    """The panels of the tab shown."""
    return {"gaussians": _gaussians, "planes": planes.compute, "blind": _blind, "few": _few}[values["view"]](values)


# ------------------------------------------------------------------------------------------------------------------- two Gaussians


def _two(values: Values) -> tuple[Gaussian, Gaussian]:
    from gan_core.toys.ellipses import Gaussian

    real, fake = (
        Gaussian(values[who], (values[f"{who}_width_1"], values[f"{who}_width_2"]), values[f"{who}_correlation"])
        for who in ("real", "generated")
    )
    return real, fake


def _noise(count: int, seed: int) -> Any:
    """Standard normal noise (count, 2) whose own mean is 0 and covariance 1: samples without luck."""
    noise = np.random.default_rng(seed).standard_normal((count, 2))
    noise -= noise.mean(axis=0)
    return np.linalg.solve(np.linalg.cholesky(noise.T @ noise / count), noise.T).T


def _gaussians(values: Values) -> Json:
    from gan_core.metrics import frechet_distance
    from gan_core.toys.ellipses import carry, frechet_terms

    real, fake = _two(values)
    (mx, my), (wide, tall), rho = fake.mean, fake.widths, fake.correlation
    same = np.zeros(2)
    of_means = frechet_distance(real.moments[0], np.eye(2), fake.moments[0], np.eye(2))
    of_covariances = frechet_distance(same, real.covariance, same, fake.covariance)
    fid = frechet_distance(*real.moments, *fake.moments)
    by_hand = frechet_terms(real, fake)

    points, few = fake.spread(_noise(SAMPLES, 1)), fake.spread(_noise(CARRIED, 2))
    moves = carry(fake, real, few) - few
    every = carry(fake, real, points) - points
    real_points = real.spread(_noise(SAMPLES, 0))
    x, y = axis("first", -SIDE, SIDE), axis("second", -SIDE, SIDE)
    outlines = [*contours("real_gaussian", real, "real"), *contours("fake_gaussian", fake, "generated")]
    return {
        "panels": [
            panel(
                "plane",
                [
                    dots("real_points", real_points[:, 0], real_points[:, 1], "real", size=2),
                    dots("fake_points", points[:, 0], points[:, 1], "generated", symbol="cross", size=2),
                    *outlines,
                    handle(
                        "drag_width",
                        "generated",
                        x=mx + wide,
                        y=my + rho * tall,
                        control_x="generated_width_1",
                        control_y="generated_correlation",
                        origin_x=mx,
                        origin_y=my,
                        factor_y=1 / tall,
                    ),
                    handle(
                        "drag_height",
                        "generated",
                        x=mx + rho * wide,
                        y=my + tall,
                        control_x="generated_correlation",
                        control_y="generated_width_2",
                        origin_x=mx,
                        origin_y=my,
                        factor_x=1 / wide,
                    ),
                    handle("drag_real", "real", x=real.mean[0], y=real.mean[1], control_x="real.0", control_y="real.1"),
                    handle("drag_generated", "generated", x=mx, y=my, control_x="generated.0", control_y="generated.1"),
                ],
                x=x,
                y=y,
                aspect=1,
                readouts=[
                    readout("means_now", of_means, expected=by_hand[0]),
                    readout("covariances_now", of_covariances, expected=by_hand[1]),
                    readout("fid_now", fid, expected=sum(by_hand)),
                ],
            ),
            panel(
                "transport",
                [
                    *outlines,
                    dots("fake_points", few[:, 0], few[:, 1], "generated", symbol="cross", size=3),
                    arrows("moves", few[:, 0], few[:, 1], moves[:, 0], moves[:, 1], "generator"),
                ],
                x=x,
                y=y,
                aspect=1,
                readouts=[readout("squared_distance", float((every**2).sum(axis=1).mean()), expected=fid)],
            ),
            panel(
                "terms",
                [
                    column("means_term", 0, of_means, "warning"),
                    column("covariances_term", 1, of_covariances, "generator"),
                    column("fid", 2, fid, "note"),
                ],
                x=axis("term_axis", -0.6, 2.6, ticks=[]),
                y=axis("squared_units", 0, max(1.0, 1.08 * fid)),
                aspect=6,
                span=2,
            ),
        ],
        "says": _about_the_terms(of_means, of_covariances, fid),
        "code": f"""from gan_core.metrics import frechet_distance
from gan_core.toys.ellipses import Gaussian, frechet_terms

real = Gaussian({real.mean}, {real.widths}, {real.correlation:g})
fake = Gaussian({fake.mean}, {fake.widths}, {fake.correlation:g})
print(frechet_distance(*real.moments, *fake.moments), frechet_terms(real, fake))""",
    }


def _about_the_terms(of_means: float, of_covariances: float, fid: float) -> list[Any]:
    if fid < 1e-9:
        return ["same_gaussians"]
    says: list[Any] = []
    if of_covariances < 1e-9:
        says.append("only_means")
    elif of_means < 1e-9:
        says.append("only_covariances")
    else:
        says.append(["means_lead" if of_means > of_covariances else "covariances_lead", {"share": round(100 * of_means / fid)}])
    says.append(["it_is_squared", {"fid": round(fid, 3), "distance": round(fid**0.5, 3)}])
    return says


# -------------------------------------------------------------------------------------------------------------- what it does not see


def _blind(values: Values) -> Json:
    from gan_core.toys.ellipses import Gaussian
    from gan_core.toys.same_moments import same_moments

    shape, mix = values["shape"], values["mix"]
    fakes = same_moments(shape, JUDGED, mix)
    reference, others = (np.random.default_rng([9, seed]).standard_normal((JUDGED, 2)) for seed in (0, 1))
    found, floor = _verdicts(reference, fakes), _verdicts(reference, others)
    drawn = slice(0, 3 * SAMPLES)
    lower, higher = [name for name in found if name in DISTANCES], [name for name in found if name not in DISTANCES]
    outline = Gaussian()
    edges = np.linspace(0, 4, 33)
    middle = (edges[1:] + edges[:-1]) / 2
    return {
        "panels": [
            panel(
                "same_moments",
                [
                    dots("real_points", reference[drawn, 0], reference[drawn, 1], "real", size=1.8),
                    dots("fake_points", fakes[drawn, 0], fakes[drawn, 1], "generated", symbol="cross", size=2.6),
                    *contours("shared_gaussian", outline, "note"),
                ],
                x=axis("first", -3.5, 3.5),
                y=axis("second", -3.5, 3.5),
                aspect=1,
            ),
            panel(
                "from_the_middle",
                [
                    area("real_points", middle, _share(reference, edges), "real"),
                    area("fake_points", middle, _share(fakes, edges), "generated"),
                ],
                x=axis("radius", 0, 4),
                y=axis("share", 0, None),
            ),
            panel(
                "lower_is_better",
                _side_by_side(lower, found, floor),
                x=axis("which", -0.6, len(lower) - 0.4, ticks=[]),
                y=axis("value", -0.25 * (top := max(0.2, *(max(found[name], floor[name]) for name in lower))), 1.1 * top),
                aspect=3,
                readouts=[
                    readout("true_fid", 0.0),
                    readout("fid_of_fakes", found["fid"], digits=4),
                    readout("fid_of_others", floor["fid"], digits=4),
                ],
            ),
            panel(
                "higher_is_better",
                _side_by_side(higher, found, floor),
                x=axis("which", -0.6, len(higher) - 0.4, ticks=[]),
                y=axis("value", -0.25, 1.1, ticks=[0, 0.5, 1]),
                aspect=3,
            ),
        ],
        "says": _about_the_shape(shape, mix, found, floor),
        "code": f"""import numpy as np
from gan_core.metrics import feature_statistics, frechet_distance
from gan_core.toys.same_moments import same_moments

fakes = same_moments("{shape}", {JUDGED}, {mix:g})
print(frechet_distance(np.zeros(2), np.eye(2), *feature_statistics(fakes)))""",
    }


def _side_by_side(names: list[str], found: dict[str, float], floor: dict[str, float]) -> list[Json]:
    """A pair of bars a measure: of the fakes, and of other real points."""
    bottom = max(0.2, *(max(found[name], floor[name]) for name in names))
    bars_ = []
    for place, name in enumerate(names):
        for side, counts, who, role in ((-0.2, found, "of_fakes", "generated"), (0.2, floor, "of_others", "real")):
            bars_.append(column(who, place + side, counts[name], role, width=0.36))
        bars_.append(text(name, place, -0.13 * bottom))
    return bars_


def _verdicts(real: Any, fake: Any) -> dict[str, float]:
    """The measures of a lecture on one pair of sets."""
    from gan_core.metrics import density_coverage, feature_statistics, frechet_distance, kernel_distance, precision_recall

    prc, dc = precision_recall(real, fake), density_coverage(real, fake)
    return {
        "fid": frechet_distance(*feature_statistics(real), *feature_statistics(fake)),
        "kid": max(0.0, kernel_distance(real, fake, subsets=1)),
        "precision": prc.precision,
        "recall": prc.recall,
        "coverage": dc.coverage,
    }


def _share(points: Any, edges: Any) -> Any:
    return np.histogram(np.linalg.norm(points, axis=1), edges)[0] / len(points)


def _about_the_shape(shape: str, mix: float, found: dict[str, float], floor: dict[str, float]) -> list[Any]:
    fields = {name: float(f"{value:.2g}") for name, value in found.items()} | {"floor": float(f"{floor['fid']:.2g}")}
    if mix > 0.9:
        return [["nearly_gaussian", fields]]
    says: list[Any] = [["fid_is_blind", fields], f"shape_is_{shape}"]
    if found["recall"] < 0.8 or found["coverage"] < 0.8:
        says.append(["recall_sees", fields])
    if found["kid"] > 4 * max(floor["kid"], 0.01):
        says.append("kid_sees")
    return says


# -------------------------------------------------------------------------------------------------------------------------- few samples


@lru_cache(16)
def _pool(kind: str) -> tuple[FeatureStatistics, Array]:
    """Statistics of real pictures, and features of the judged ones."""
    from gan_core.metrics import feature_statistics
    from web.lessons.classified_images import judged

    return feature_statistics(judged("reference").seen.features), judged(kind).seen.features.numpy()


@lru_cache(64)
def _measured(kind: str, dimension: int, shift: float, width: float, counts: tuple[int, ...]) -> Distances:
    """Distances for these counts: of round Gaussians, or of pictures in the classifier's features."""
    from gan_core.toys.few_samples import RoundGaussians, measure

    if kind == "gaussian":
        round_ones = RoundGaussians(dimension, shift, width)
        return measure(round_ones.real, round_ones.draw, counts, REPEATS["gaussian"])
    real, pool = _pool(kind)

    def some(count: int, seed: int) -> Array:
        return pool[np.random.default_rng(seed).permutation(len(pool))[:count]]

    return measure(real, some, counts, REPEATS["pictures"])


def _few(values: Values) -> Json:
    from gan_core.toys.few_samples import RoundGaussians, sizes_up_to

    synthetic = values["features"] == "gaussian"
    kind = "gaussian" if synthetic else values["pictures"]
    family = "gaussian" if synthetic else "pictures"
    dimension, shift, width = (
        (round(values["dimension"]), round(values["shift"], 1), round(values["width"], 2)) if synthetic else (128, 0.0, 1.0)
    )
    own = RoundGaussians(dimension, shift, width)
    counts = COUNTS[family]
    count = int(min(values["count"], counts[-1]))
    along = _measured(kind, dimension, shift, width, counts)
    here = _measured(kind, dimension, shift, width, sizes_up_to(count))
    limits, slopes = here.extrapolated()
    measured = float(np.median(here.values[:, -1]))
    low, middle, high = (along.quantiles(share) for share in (BAND[0], 0.5, BAND[1]))
    truth = [rule("truth", "real", y=own.truth)] if synthetic else []
    expected = [line("expected", counts, own.expected(counts), "note", dash=True)] if synthetic else []
    inverse = 1 / np.array(here.counts)
    ends = np.array([0.0, inverse.max()])
    fits = [line("fits", ends, limits[repeat] + slopes[repeat] * ends, "generator") for repeat in range(len(limits))]
    top = float(np.quantile(here.values, 0.95)) * 1.1
    bottom = min(0.0, float(limits.min()) * 1.1)
    return {
        "panels": [
            panel(
                "against_n",
                [
                    area("spread_of_fid", counts, high, "generated", base=low),
                    *expected,
                    line("median_of_fid", counts, middle, "generated"),
                    *truth,
                    rule("your_n", x=count),
                    *([rule("n_is_d", "warning", x=dimension)] if counts[0] <= dimension else []),
                ],
                x=axis("n_axis", counts[0], counts[-1], scale="log"),
                y=axis("fid_axis", 0, float(max(high[0], own.truth)) * 1.05 or 1.0),
            ),
            panel(
                "against_inverse",
                [
                    *fits,
                    dots("measured_fid", np.tile(inverse, len(limits)), here.values.ravel(), "generated", size=3),
                    dots("limits", np.zeros(len(limits)), limits, "generator", symbol="star", size=5),
                    *truth,
                ],
                x=axis("inverse_axis", 0, float(inverse.max()) * 1.03),
                y=axis("fid_axis", bottom, max(top, own.truth * 1.1)),
                readouts=[
                    *([readout("true_fid", own.truth)] if synthetic else []),
                    readout("fid_at_n", measured),
                    *([readout("expected_at_n", float(own.expected(count)))] if synthetic else []),
                    readout("fid_infinity", float(np.median(limits))),
                    readout("spread_of_limits", float(limits.max() - limits.min()), digits=3),
                ],
            ),
        ],
        "says": _about_the_count(values, dimension, count, measured, float(np.median(limits)), own.truth if synthetic else None),
        "code": f"""from gan_core.toys.few_samples import RoundGaussians, measure, sizes_up_to

features = RoundGaussians({dimension}, {shift:g}, {width:g})
found = measure(features.real, features.draw, sizes_up_to({count}), {REPEATS["gaussian"]})
print(features.truth, found.values[:, -1].mean(), found.extrapolated()[0].mean())""",
    }


def _about_the_count(values: Values, dimension: int, count: int, measured: float, limit: float, truth: float | None) -> list[Any]:
    fields = {"n": count, "d": dimension, "measured": float(f"{measured:.3g}"), "limit": float(f"{limit:.3g}")}
    says: list[Any] = [["few_pictures", fields] if truth is None else ["few_note", fields | {"truth": float(f"{truth:.3g}")}]]
    if count <= dimension:
        says.append(["singular", fields])
    elif count < 4 * dimension:
        says.append(["too_few_to_extrapolate", fields])
    else:
        says.append(["extrapolation_note", fields])
    return says


HEUSEL, CHONG = "https://arxiv.org/abs/1706.08500", "https://arxiv.org/abs/1911.07023"
GAUSSIANS, BLIND, FEW = ({"view": (name,)} for name in ("gaussians", "blind", "few"))
SYNTHETIC, PICTURES = FEW | {"features": ("gaussian",)}, FEW | {"features": ("pictures",)}


def _shape(who: str, index: str, first: float, second: float, correlation: float) -> dict[str, Slider]:
    """The controls of one Gaussian."""

    def slider(default: float, low: float, high: float, symbol: str) -> Slider:
        return Slider(default=default, low=low, high=high, step=0.05, symbol=symbol, group=f"group_{who}", when=GAUSSIANS)

    return {
        f"{who}_width_1": slider(first, 0.3, 2.5, rf"\sigma_{{{index},1}}"),
        f"{who}_width_2": slider(second, 0.3, 2.5, rf"\sigma_{{{index},2}}"),
        f"{who}_correlation": slider(correlation, -0.95, 0.95, rf"\rho_{index}"),
    }


LESSON = Lesson(
    name="fid",
    controls={
        "view": Choice(default="gaussians", options=("gaussians", "planes", "blind", "few"), tabs=True),
        "real": Numbers(default=(-0.6, -0.4), low=-3, high=3, step=0.1, when=GAUSSIANS),
        "generated": Numbers(default=(0.9, 0.5), low=-3, high=3, step=0.1, when=GAUSSIANS),
        **_shape("generated", "g", 0.5, 1.7, 0.6),
        **_shape("real", "r", 1.0, 1.0, 0.0),
        **planes.CONTROLS,
        "shape": Choice(default="triangle", options=("triangle", "corners", "ring", "two", "square"), when=BLIND),
        "mix": Slider(default=0.0, low=0, high=1, step=0.02, plays=True, when=BLIND),
        "features": Choice(default="gaussian", options=("gaussian", "pictures"), when=FEW),
        "pictures": Choice(default="real", options=("real", "noisy", "generated"), when=PICTURES),
        "count": Slider(default=256, low=32, high=4096, step=1, log=True, plays=True, symbol="N", when=FEW),
        "dimension": Slider(default=16, low=2, high=64, step=1, symbol="d", when=SYNTHETIC),
        "shift": Slider(default=0.0, low=0, high=3, step=0.1, symbol=r"\mu", when=SYNTHETIC),
        "width": Slider(default=1.0, low=0.5, high=1.5, step=0.05, symbol=r"\sigma", when=SYNTHETIC),
    },
    compute=compute,
    presets={
        "both_terms": {"view": "gaussians"},
        "apart": {"view": "gaussians", "generated_width_1": 1.0, "generated_width_2": 1.0, "generated_correlation": 0.0},
        "collapsed": {
            "view": "gaussians",
            "generated": (-0.6, -0.4),
            "generated_width_1": 0.3,
            "generated_width_2": 0.3,
            "generated_correlation": 0.0,
        },
        "turned": {
            "view": "gaussians",
            "generated": (-0.6, -0.4),
            "generated_width_1": 1.5,
            "generated_width_2": 1.5,
            "generated_correlation": 0.9,
            "real_width_1": 1.5,
            "real_width_2": 1.5,
            "real_correlation": -0.9,
        },
        "equal": {
            "view": "gaussians",
            "generated": (-0.6, -0.4),
            "generated_width_1": 1.0,
            "generated_width_2": 1.0,
            "generated_correlation": 0.0,
        },
        **planes.PRESETS,
        "three_points": {"view": "blind"},
        "on_a_ring": {"view": "blind", "shape": "ring"},
        "two_blobs": {"view": "blind", "shape": "two"},
        "small_n": {"view": "few", "count": 64},
        "many_features": {"view": "few", "dimension": 64, "count": 128},
        "on_pictures": {"view": "few", "features": "pictures", "count": 500},
    },
    headline=(
        "fid_now",
        "means_now",
        "covariances_now",
        "fid_everywhere",
        "fid_in_plane",
        "fid_of_fakes",
        "fid_of_others",
        "fid_at_n",
        "fid_infinity",
    ),
    points={
        "both_terms": "means_lead",
        "apart": "only_means",
        "collapsed": "only_covariances",
        "turned": "only_covariances",
        "equal": "same_gaussians",
        **planes.POINTS,
        "three_points": "fid_is_blind",
        "on_a_ring": "fid_is_blind",
        "two_blobs": "fid_is_blind",
        "small_n": "few_note",
        "many_features": "too_few_to_extrapolate",
        "on_pictures": "few_pictures",
    },
    formulas={
        **planes.FORMULAS,
        "plane": Formula(
            r"\mathrm{FID} = \|\mu_r - \mu_g\|^2 + \mathrm{Tr}\left(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2}\right)",
            "Heusel et al. 2017, eq. 6",
            HEUSEL,
        ),
        "transport": Formula(r"\mathrm{FID} = \min_T \mathbb{E}\,\|T(x) - x\|^2 = W_2^2"),
        "means_term": Formula(r"\|\mu_r - \mu_g\|^2"),
        "covariances_term": Formula(r"\mathrm{Tr}\left(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2}\right)"),
        "squared_distance": Formula(r"\mathbb{E}\,\|T(x) - x\|^2"),
        "shared_gaussian": Formula(r"\mu = 0, \ \Sigma = I"),
        "expected": Formula(r"\mathrm{FID} + \frac{d\,\sigma^2}{N} + \frac{\sigma\, d(d + 1)}{4(N - 1)}"),
        "fits": Formula(r"\mathrm{FID}_N \approx \mathrm{FID}_\infty + \frac{a}{N}", "Chong & Forsyth 2019, § 4", CHONG),
        "fid_infinity": Formula(r"\mathrm{FID}_\infty"),
    },
)
