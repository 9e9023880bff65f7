from __future__ import annotations

import numpy as np
import pytest
import torch
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gan_core.errors import GanError
from gan_core.models import build_generator
from gan_core.presets import PRESETS
from web.architecture import api
from web.architecture.guidelines import guidelines
from web.architecture.networks import pack_generator, pair_of, shipped, tables
from web.architecture.state import OLD_NAMES, NetworksState

client = TestClient(Starlette(routes=api.ROUTES))


def rows(network: str, side: str):
    return tables(pair_of(NetworksState(network=network)))[side]


@pytest.mark.parametrize("network", [*shipped(), *PRESETS])
def test_every_shipped_model_and_every_recipe_has_its_table(network):
    pair = pair_of(NetworksState(network=network))
    assert pair.trained == (network in shipped())
    assert {row.kind for listed in tables(pair).values() for row in listed}.isdisjoint({"ClassWeights", "Identity"})


def test_a_card_says_what_the_page_must_know():
    card = client.get("/api/architecture/card?network=cgan-small-fashion-mnist&label=2&block=G2&looks=1").json()
    assert (card["trained"], card["latentDim"], card["image"]) == (True, 32, [1, 28, 28])
    assert card["judgeStep"] == card["step"] > 0
    assert (card["state"]["label"], card["state"]["block"], card["state"]["looks"]) == (2, "G2", True)
    recipe = client.get("/api/architecture/card?network=gan-mnist").json()
    assert (recipe["state"]["weights"], recipe["trained"], recipe["classes"], recipe["judgeStep"]) == ("fresh", False, [], 0)


def test_the_lectures_dcgan_has_a_trained_d():
    pair = pair_of(NetworksState(network="dcgan-cifar10"))
    assert 0 < pair.judge_step < pair.model.step
    first, fresh = (
        one.model.discriminator.layers[0].weight for one in (pair, pair_of(NetworksState(network="dcgan-cifar10", weights="fresh")))
    )
    assert first.std() > 1.5 * fresh.std()


def test_the_sum_of_the_table_is_the_network_s():
    network = build_generator(PRESETS["dcgan-cifar10"])
    assert sum(row.parameters for row in rows("dcgan-cifar10", "G")) == sum(one.numel() for one in network.parameters())


def test_what_the_lecture_counts_has_a_row():
    def shapes(network: str, side: str) -> dict[str, tuple[int, ...]]:
        return {row.kind: row.output_shape for row in rows(network, side)}

    assert [row.output_shape for row in rows("dcgan-cifar10", "G") if row.kind == "ConvTranspose2d"] == [
        (256, 4, 4),
        (128, 8, 8),
        (64, 16, 16),
        (3, 32, 32),
    ]
    assert shapes("dcgan-cifar10", "G")["Reshape"] == (512, 2, 2)
    assert shapes("cgan-embedding-fashion-mnist", "G")["Concatenate"] == (129, 7, 7)
    assert shapes("cgan-embedding-fashion-mnist", "D")["Concatenate"] == (2, 28, 28)
    assert shapes("cgan-embedding-fashion-mnist", "D")["Flatten"] == (7 * 7 * 128,)


def test_dcgan_follows_its_five_guidelines():
    found: dict[str, list[tuple[str, str]]] = {}
    for network, side in (("G", 128), ("D", 32)):
        listed = rows("dcgan-cifar10", network)
        for row, follows in zip(listed, guidelines(network, listed, side), strict=True):
            found.setdefault(follows, []).append((network, row.kind))
    assert {kind for _, kind in found["①"]} == {"Conv2d", "ConvTranspose2d"}
    assert len(found["②"]) == 4 + 3  # as item 2 of the errata counts
    assert found["③"] == [("G", "Reshape"), ("D", "Flatten")]
    assert set(found["④"]) == {("G", "ReLU"), ("G", "Tanh")}
    assert set(found["⑤"]) == {("D", "LeakyReLU")}
    assert {kind for _, kind in found[""]} == {"Linear"}


def test_a_recipe_starts_with_the_same_weights_every_time_and_its_choices_change_them():
    state = NetworksState(network="gan-mnist")
    assert pack_generator(state).gzipped == pack_generator(state).gzipped
    kinds = {row.kind for row in tables(pair_of(NetworksState(network="gan-mnist", activation="leaky_relu")))["G"]}
    assert "LeakyReLU" in kinds
    fresh = NetworksState(network="cgan-small-fashion-mnist", weights="fresh", kernel=3)
    assert pair_of(fresh).model.config.kernel_size == 3


def test_links_of_old_have_their_networks():
    for old, new in OLD_NAMES.items():
        assert NetworksState.from_query({"network": old}).network == new
        pair_of(NetworksState.from_query({"network": old}))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("network=vgg", "network"),
        ("network=../etc", "model"),
        ("seed=-1", "seed"),
        ("seed=x", "seed"),
        ("kernel=5", "kernel"),
        ("weights=best", "weights"),
        ("label=10", "label"),
        ("block=G0", "block"),
        ("channel=-1", "channel"),
        ("components=9", "components"),
        ("looks=2", "looks"),
    ],
)
def test_a_broken_link_is_refused_by_name(query, field):
    answer = client.get(f"/api/architecture/card?{query}")
    assert answer.status_code == 400
    assert answer.json()["fields"].get("field", field) == field


def test_singular_values_are_those_of_the_layer_s_matrix():
    state = NetworksState(network="dcgan-fashion-mnist")
    weight = pair_of(state).model.discriminator.layers[2].weight  # the second convolution
    expected = torch.linalg.svdvals(weight.detach().half().float().flatten(1))
    received = client.get("/api/architecture/spectrum", params={"network": "dcgan-fashion-mnist", "side": "D", "step": 2}).json()["values"]
    np.testing.assert_allclose(received, expected.numpy(), atol=1e-4)
    with pytest.raises(GanError):
        api.singular_values(state, "D", 1)
    assert client.get("/api/architecture/spectrum?side=E").status_code == 400
    assert client.get("/api/architecture/weights").status_code == 400


def test_a_network_comes_as_bytes_that_may_be_kept():
    for side in ("generator", "discriminator"):
        answer = client.get(f"/api/architecture/{side}", params={"network": "cgan-small-fashion-mnist"})
        assert answer.status_code == 200
        assert len(answer.content) > 50_000
        assert "max-age" in answer.headers["cache-control"]
