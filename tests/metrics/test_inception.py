from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import torch
from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

from gan_core.errors import CheckpointError, ConfigError
from gan_core.metrics import inception_features
from gan_core.metrics.extractors import InceptionExtractor
from gan_core.metrics.inception import standard_weights


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inception weights of the right shapes and random values, with batch statistics that folding has to get right."""
    path = tmp_path_factory.mktemp("inception") / "weights.pth"
    draws = torch.Generator().manual_seed(0)
    with pytest.MonkeyPatch.context() as patch:
        # The constructor insists on loading weights; let it keep the ones it was born with.
        patch.setattr(torch, "load", lambda *args, **kwargs: {})
        patch.setattr(FeatureExtractorInceptionV3, "load_state_dict", lambda self, state: None)
        network = FeatureExtractorInceptionV3("inception-v3-compat", ["2048"], feature_extractor_weights_path="unused")
    state = network.state_dict()
    for name, value in state.items():
        if name.endswith(("bn.running_var", "bn.weight")):
            value.uniform_(0.5, 1.5, generator=draws)
        elif name.endswith(("bn.running_mean", "bn.bias")):
            value.normal_(0, 0.2, generator=draws)
    torch.save(state, path)
    return path


def test_folded_and_channels_last_equals_plain(weights: Path):
    images = torch.randint(0, 256, (3, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    plain = FeatureExtractorInceptionV3("inception-v3-compat", ["2048"], feature_extractor_weights_path=str(weights))
    with torch.inference_mode():
        expected = plain(images.expand(-1, 3, -1, -1))[0]
    done: list[int] = []
    ours = inception_features(images, weights, batch=2, progress=done.append)
    assert ours.shape == (3, 2048)
    assert done == [2, 3]
    assert expected.abs().max() > 0
    torch.testing.assert_close(ours, expected, rtol=1e-3, atol=1e-4 * expected.abs().max().item())


@pytest.mark.parametrize("images", [torch.zeros(2, 1, 8, 8), torch.zeros(2, 2, 8, 8, dtype=torch.uint8)])
def test_foreign_images_are_named(images, tmp_path: Path):
    with pytest.raises(ConfigError, match="images: got"):
        inception_features(images, tmp_path / "unread.pth")


def test_missing_weights(tmp_path: Path):
    with pytest.raises(CheckpointError, match=r"inception weights: .* does not exist"):
        inception_features(torch.zeros(1, 1, 8, 8, dtype=torch.uint8), tmp_path / "none.pth")


def test_a_folder_in_place_of_weights_is_not_called_missing(tmp_path: Path):
    with pytest.raises(CheckpointError, match=f"Inception weights {re.escape(str(tmp_path))}: cut short, or another file"):
        inception_features(torch.zeros(1, 1, 8, 8, dtype=torch.uint8), tmp_path)


def test_damaged_weights(tmp_path: Path):
    path = tmp_path / "weights.pth"
    path.write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(CheckpointError, match="cut short, or another file"):
        inception_features(torch.zeros(1, 1, 8, 8, dtype=torch.uint8), path)


def test_weights_that_would_run_code_are_refused(tmp_path: Path):
    path = tmp_path / "weights.pth"
    torch.save({"weight": Path("anything but a tensor")}, path)
    with pytest.raises(CheckpointError, match="cut short, or another file"):
        inception_features(torch.zeros(1, 1, 8, 8, dtype=torch.uint8), path)


def test_another_networks_weights(tmp_path: Path):
    path = tmp_path / "weights.pth"
    torch.save({"weight": torch.zeros(2)}, path)
    with pytest.raises(CheckpointError, match="cut short, or another file"):
        inception_features(torch.zeros(1, 1, 8, 8, dtype=torch.uint8), path)


def test_probabilities_are_those_of_torch_fidelitys_logits(weights: Path):
    images = torch.randint(0, 256, (2, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    plain = FeatureExtractorInceptionV3("inception-v3-compat", ["logits_unbiased"], feature_extractor_weights_path=str(weights))
    with torch.inference_mode():
        expected = plain(images)[0].softmax(1)
    seen = InceptionExtractor(weights).see(images)
    assert seen.features.shape == (2, 2048)
    torch.testing.assert_close(seen.probabilities, expected, rtol=1e-3, atol=1e-6)


def test_weights_without_their_last_layer_give_no_probabilities(weights: Path, tmp_path: Path):
    state = torch.load(weights, weights_only=True)
    state["fc.weight"].fill_(float("nan"))
    torch.save(state, tmp_path / "headless.pth")
    seen = InceptionExtractor(tmp_path / "headless.pth").see(torch.zeros(1, 1, 28, 28, dtype=torch.uint8))
    assert seen.probabilities is None
    assert seen.features.isfinite().all()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of PyTorch's, and a file to be downloaded."""
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "hub"))
    (tmp_path / "weights.pth").write_bytes(b"weights")
    return tmp_path


def test_standard_weights_are_downloaded_once_and_checked(hub: Path):
    url, checksum = (hub / "weights.pth").as_uri(), hashlib.sha256(b"weights").hexdigest()
    path = standard_weights(url, checksum)
    assert path.read_bytes() == b"weights"
    (hub / "weights.pth").unlink()
    assert standard_weights(url, checksum) == path


def test_another_checksum_is_one_sentence(hub: Path):
    with pytest.raises(CheckpointError, match=r"could not be downloaded \(invalid hash"):
        standard_weights((hub / "weights.pth").as_uri(), "0123456789")
    assert not list((hub / "hub" / "checkpoints").iterdir())


def test_no_network_is_one_sentence(hub: Path):
    with pytest.raises(CheckpointError, match=r"not on this machine and could not be downloaded.*give the weights file"):
        standard_weights((hub / "nothing.pth").as_uri())
