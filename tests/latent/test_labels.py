from __future__ import annotations

import unicodedata

import pytest

from gan_core.latent.labels import class_named

NAMES = ("Dress", "dress", "Chó", "Bag", "Mèo")


@pytest.mark.parametrize(
    ("name", "index"),
    [("Dress", 0), ("dress", 1), ("DRESS", None), ("bag", 3), ("BAG", 3), ("chó", 2), ("Chóé", None), ("", None)],
)
def test_a_class_is_found_by_its_name_in_any_case_where_one_alone_fits(name, index):
    assert class_named(name, NAMES) == index


def test_accents_of_either_form_are_the_same():
    apart = unicodedata.normalize("NFD", "mèo")
    assert class_named(apart, NAMES) == class_named("mèo", [unicodedata.normalize("NFD", name) for name in NAMES]) == 4
