"""onnxruntime draws with an exported generator what PyTorch draws."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from gan_core.cli import main
from gan_core.inference import draw, load_shipped
from gan_core.paths import CHECKPOINTS


@pytest.mark.parametrize("name", ["cgan-small-fashion-mnist", "gan-cifar10"])
def test_the_same_pictures_whatever_their_number(name, tmp_path, capsys):
    out = tmp_path / "generator.onnx"
    main(["export-onnx", name, "--out", str(out)])
    assert capsys.readouterr().out.startswith(str(out))
    session, model = onnxruntime.InferenceSession(out.read_bytes()), load_shipped(name, CHECKPOINTS)
    for count in (1, 7):
        z, labels = draw(model, label=None, seed=count, count=count)
        asked = {"z": z.numpy()} | ({} if labels is None else {"label": labels.numpy()})
        assert [one.name for one in session.get_inputs()] == list(asked)
        (images,) = session.run(["images"], asked)
        np.testing.assert_allclose(images, model.float_images(z, labels).numpy(), atol=1e-5)


def test_a_wrong_name_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["export-onnx", "cgan-mnist", "--out", str(tmp_path / "generator.pt")])
    assert "a name ending in .onnx" in capsys.readouterr().err
