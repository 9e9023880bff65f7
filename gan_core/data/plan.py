"""Which image of a folder or zip is of which class, what is kept back for scores, and what is left out and why.

A class is the outermost folder that separates images; a single folder around everything is skipped. A level of folders named as splits
(`train`, `val`, ...) whose others hold no class that its training part lacks is a split: the training part is trained on, the rest is kept
as the reference of scores. Without folders all images are one class.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gan_core.data.decoding import EXTENSIONS
from gan_core.data.members import ArchiveLimits, Member, Source, Unusable, printable
from gan_core.errors import DataError

MAX_IMAGES = 200_000
MAX_NAME = 255  # letters of a folder's name; file systems have no longer ones
NAMED = 10  # files of one reason that a report names
TRAINING = ("train", "training")
SPLITS = (*TRAINING, "val", "valid", "validation", "test")

Say = Callable[..., str]  # (key of locales/own_images.toml, fields) -> sentence


@dataclass(frozen=True)
class LeftOut:
    """A file that is not used; `reason` and `detail` as in `Unusable`."""

    name: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class ImagePlan:
    """Training images by class, in the order of labels; those kept as reference; what was left out."""

    classes: Mapping[str, tuple[Member, ...]]
    reference: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    remarks: Mapping[str, int] = field(default_factory=dict)  # images that are no squares, transparent, or deeper than 8 bits

    @property
    def counts(self) -> dict[str, int]:
        """Training images of each class."""
        return {name: len(members) for name, members in self.classes.items()}

    def without(self, unusable: Mapping[Member, Unusable], remarks: Mapping[str, int]) -> ImagePlan:
        """The plan once its training images were read; a class of which none is left is none."""
        kept = {name: tuple(one for one in members if one not in unusable) for name, members in self.classes.items()}
        more = tuple(LeftOut(member.name, why.reason, why.detail) for member, why in unusable.items())
        return replace(self, classes={name: some for name, some in kept.items() if some}, left_out=self.left_out + more, remarks=remarks)

    def report(self, say: Say, *, crop: str = "centre", background: str = "white") -> list[str]:
        """What is trained on, what is kept, what is left out and why, as sentences."""
        return [summary(self.counts, say), *self.remark_lines(say, crop, background), *left_out_lines(self.left_out, say)]

    def remark_lines(self, say: Say, crop: str = "centre", background: str = "white") -> list[str]:
        """What is kept as reference, and what was done to images that are not plain."""
        done = {"crop": say(crop), "background": say(background)}
        lines = [say(f"remark_{name}", images=count, **done) for name, count in self.remarks.items() if count]
        kept = sum(map(len, self.reference.values()))
        return [say("reference", images=kept), *lines] if kept else lines


class NoImagesError(DataError):
    """Nothing can be used; `left_out` says why of each file."""

    def __init__(self, path: Path, left_out: tuple[LeftOut, ...]) -> None:
        super().__init__("no_images", received=path, expected=", ".join(EXTENSIONS))
        self.left_out = left_out


def summary(counts: Mapping[str, int], say: Say) -> str:
    """How many images in which classes."""
    each = ", ".join(f"{name} ({count})" for name, count in counts.items())
    return say("images", images=sum(counts.values()), classes=len(counts), each=each)


def left_out_lines(left_out: Iterable[LeftOut], say: Say) -> list[str]:
    """One sentence for each reason, with the files' names."""
    by_reason: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in left_out:
        kind = one.detail if one.reason == "ending" else ""  # a reason of its own for each ending; else what is said beside the name
        by_reason[one.reason, kind].append(one.name if kind or not one.detail else f"{one.name} ({one.detail})")
    return [
        say("left_out", count=len(names), why=say(f"reason_{reason}", ending=kind), names=_some(sorted(names, key=natural_order)))
        for (reason, kind), names in by_reason.items()
    ]


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def plan_images(source: Source, path: Path, limits: ArchiveLimits | None = None) -> ImagePlan:
    """The plan by names alone. Raises DataError: no image, or too many images or classes."""
    images = [member for member in source.members if not _name_problem(member)]
    problems = [(member, problem) for member in source.members if (problem := _name_problem(member))]
    left_out = list(dict.fromkeys(LeftOut(member.name, why.reason, why.detail) for member, why in problems))
    if len(images) > MAX_IMAGES:
        raise DataError("too_many_images", received=path, expected=MAX_IMAGES)
    if limits and len(images) > limits.images:
        raise DataError("upload_too_large", received=f"{len(images)} images", expected=f"{limits.images} images")
    if not images:
        raise NoImagesError(path, tuple(left_out))
    placed = {member: member.path[:-1] for member in sorted(images, key=lambda member: member.path)}
    outer, placed = _without_root(placed)
    training, placed = _without_splits(placed)
    inner, placed = _without_root(placed)
    folders = {name[0] for member, name in placed.items() if name and member in training}
    if not folders:
        name = inner or outer or source.name
        folders, placed = {name}, dict.fromkeys(placed, (name,))
    used = {member: name[0] for member, name in placed.items() if name and name[0] in folders}
    left_out += [LeftOut(member.name, "no_class") for member in images if member not in used]
    if limits and len(folders) > limits.classes:
        raise DataError("upload_too_large", received=f"more than {limits.classes} folders", expected=f"{limits.classes} folders")
    grouped: dict[str, list[Member]] = defaultdict(list)
    for member, name in used.items():
        grouped[name].append(member)
    shown = _shown(sorted(folders, key=natural_order))
    classes = {shown[folder]: tuple(one for one in grouped[folder] if one in training) for folder in shown}
    reference = {shown[folder]: tuple(one for one in grouped[folder] if one not in training) for folder in shown}
    return ImagePlan(classes, {name: some for name, some in reference.items() if some}, tuple(left_out))


def natural_order(name: str) -> tuple[list[str | int], str]:
    """Sorting key: 2 before 10, accents and capitals only between names that are else the same."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(letter))
    parts = re.split(r"(\d+)", plain)
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], name


def _name_problem(member: Member) -> Unusable | None:
    """What is wrong already before the file is opened."""
    if member.problem:
        return member.problem
    if max(map(len, member.path)) > MAX_NAME:
        return Unusable("long_name")
    ending = Path(member.path[-1]).suffix.lower()
    return None if ending in EXTENSIONS else Unusable("ending", printable(ending))


Placed = dict[Member, tuple[str, ...]]  # the folders an image lies in, from those that still matter


def _without_root(placed: Placed) -> tuple[str, Placed]:
    """The innermost folder around all images ("" where there is none), and the folders below it."""
    root, names = "", list(placed.values())
    depth = 0
    while all(len(name) > depth for name in names) and len({name[depth] for name in names}) == 1:
        root, depth = names[0][depth], depth + 1
    return root, {member: name[depth:] for member, name in placed.items()}


def _without_splits(placed: Placed) -> tuple[Collection[Member], Placed]:
    """Members of the training part, and the folders below the level of splits; all and the same where there is none.

    An image beside the splits is in neither.
    """
    inner: dict[str, set[str]] = defaultdict(set)  # split -> folders in it
    for name in placed.values():
        if name:
            inner[name[0]].update(name[1:2])
    parts = [split for split in inner if split.casefold() in TRAINING]
    classes = {name for split in parts for name in inner[split]}
    if not parts or len(inner) < 2 or any(split.casefold() not in SPLITS or inner[split] - classes for split in inner):
        return placed.keys(), placed
    below = {member: name[1:] for member, name in placed.items() if name}
    return {member for member in below if placed[member][0] in parts}, below


def _shown(folders: list[str]) -> dict[str, str]:
    """Folder -> name of its class; folders whose names look alike once printed are told apart by a number."""
    seen: Counter[str] = Counter()
    shown = {}
    for folder in folders:
        name = printable(folder)
        seen[name] += 1
        shown[folder] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return shown
