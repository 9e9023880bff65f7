from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn.functional import softplus

from gan_core.config import CHOICES
from gan_core.losses import r1_penalty
from gan_core.training import loop, steps

NETWORKS = [
    {"model": "mlp", "conditioning": "none"},
    {"model": "dcgan", "conditioning": "none"},
    {"model": "dcgan", "conditioning": "projection"},
    {"model": "cgan", "conditioning": "one_hot"},
    {"model": "cgan", "conditioning": "embedding"},
    {"model": "cgan", "conditioning": "projection"},
]


def weights(network: nn.Module) -> list[torch.Tensor]:
    return [tensor.clone() for tensor in network.state_dict().values()]


def sees(players: steps.Players, labels: torch.Tensor) -> list[Callable[[torch.Tensor], torch.Tensor]]:
    """D as it sees real and fake images."""
    return 2 * [lambda images: players.discriminator(images, labels)]


def after(config, images, count=3):
    state = loop.start(config, images)
    rows = torch.stack([loop.train_step(state, images) for _ in range(count)])
    return state, rows


@pytest.mark.parametrize("network", NETWORKS)
def test_a_step_is_the_textbook_step(network, tiny_config, tiny_images):
    """Against the loop every tutorial has: plain Adam, separate backward calls, detached fakes, contiguous tensors."""
    config = tiny_config(**network)
    state = loop.start(config, tiny_images)
    generator, discriminator = copy.deepcopy(state.players.generator), copy.deepcopy(state.players.discriminator)
    for module in (generator, discriminator):
        module.to(memory_format=torch.contiguous_format)
    optimizers = [torch.optim.Adam(module.parameters(), 2e-4, (0.5, 0.999)) for module in (generator, discriminator)]
    sampler, noise = copy.deepcopy(state.sampler), torch.Generator()
    noise.set_state(state.players.noise.get_state())

    for _ in range(3):
        loop.train_step(state, tiny_images)

        real_images, labels = tiny_images.batch(sampler.next())
        labels = labels if config.conditional else None
        fake_images = generator(torch.randn(8, 4, generator=noise), labels)
        discriminator.zero_grad()
        softplus(-discriminator(real_images, labels)).mean().backward()
        softplus(discriminator(fake_images.detach(), labels)).mean().backward()
        optimizers[1].step()
        generator.zero_grad()
        softplus(-discriminator(fake_images, labels)).mean().backward()
        optimizers[0].step()

    for ours, textbook in ((state.players.generator, generator), (state.players.discriminator, discriminator)):
        for (name, tensor), expected in zip(ours.state_dict().items(), textbook.state_dict().values(), strict=True):
            # a bias in front of a batch norm has no gradient but rounding, which Adam blows up to its step size
            slack = 1e-3 if name == "first.bias" else 1e-5
            torch.testing.assert_close(tensor, expected, rtol=1e-3, atol=slack, msg=lambda text, name=name: f"{name}: {text}")


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("loss", CHOICES["loss"])
def test_every_loss_moves_every_network_and_reports_finite_numbers(network, loss, tiny_config, tiny_images):
    config = tiny_config(**network, loss=loss, discriminator_norm="none")
    start = loop.start(config, tiny_images)
    state, rows = after(config, tiny_images)
    assert rows.shape == (3, len(steps.METRIC_NAMES))
    assert rows.isfinite().all()
    for moved, before in ((state.players.generator, start.players.generator), (state.players.discriminator, start.players.discriminator)):
        pairs = zip(moved.parameters(), before.parameters(), strict=True)
        # biases aside: a shift of all logits cancels in the Wasserstein, the hinge and the relativistic losses
        assert all(not torch.equal(a, b) for a, b in pairs if a.dim() > 1)


@pytest.mark.parametrize("network", NETWORKS)
def test_same_seed_same_bits_whatever_the_global_random_state(network, tiny_config, tiny_images):
    torch.manual_seed(1)
    first, first_rows = after(tiny_config(**network, seed=5), tiny_images)
    torch.manual_seed(2)
    second, second_rows = after(tiny_config(**network, seed=5), tiny_images)
    assert torch.equal(first_rows, second_rows)
    for name in ("generator", "discriminator"):
        pairs = zip(weights(getattr(first.players, name)), weights(getattr(second.players, name)), strict=True)
        assert all(torch.equal(a, b) for a, b in pairs)


def test_other_seed_other_weights_data_and_noise(tiny_config, tiny_images):
    first, second = (loop.start(tiny_config(seed=seed), tiny_images) for seed in (0, 1))
    assert not torch.equal(first.players.generator.first.weight, second.players.generator.first.weight)
    assert not torch.equal(first.sampler.next(), second.sampler.next())
    assert not torch.equal(first.players.draw_noise(2), second.players.draw_noise(2))


def test_starting_leaves_the_global_random_state_alone(tiny_config, tiny_images):
    before = torch.get_rng_state()
    after(tiny_config(), tiny_images, 1)
    assert torch.equal(before, torch.get_rng_state())


def test_average_follows_the_generator_by_its_rule(tiny_config, tiny_images):
    """decay_t = min(ema_decay, (1 + t) / (10 + t)); batch statistics are the generator's own."""
    state = loop.start(tiny_config(ema_decay=0.3), tiny_images)
    players = state.players
    expected = [parameter.clone() for parameter in players.generator.parameters()]
    for step in range(1, 6):
        loop.train_step(state, tiny_images)
        decay = min(0.3, (1 + step) / (10 + step))
        expected = [decay * old + (1 - decay) * new.detach() for old, new in zip(expected, players.generator.parameters(), strict=True)]
        for mean, wanted in zip(players.average.parameters(), expected, strict=True):
            torch.testing.assert_close(mean, wanted)
        for kept, own in zip(players.average.buffers(), players.generator.buffers(), strict=True):
            assert torch.equal(kept, own)
    assert players.shown_generator is players.average
    assert not any(parameter.requires_grad for parameter in players.average.parameters())


def test_without_average_the_generator_itself_is_shown(tiny_config, tiny_images):
    players = loop.start(tiny_config(), tiny_images).players
    assert players.average is None
    assert players.shown_generator is players.generator


def test_average_does_not_change_the_training(tiny_config, tiny_images):
    (plain, plain_rows), (averaged, averaged_rows) = (after(tiny_config(ema_decay=decay), tiny_images) for decay in (0.0, 0.9))
    assert torch.equal(plain_rows, averaged_rows)
    assert torch.equal(plain.players.generator.first.weight, averaged.players.generator.first.weight)


@pytest.mark.parametrize("n_critic", [1, 2, 5])
def test_a_step_has_n_critic_discriminator_updates_on_fresh_batches(n_critic, tiny_config, tiny_images):
    state, _ = after(tiny_config(n_critic=n_critic), tiny_images, 3)
    assert (state.step, state.players.generator_updates, state.players.discriminator_updates) == (3, 3, 3 * n_critic)
    assert state.images_seen == 3 * n_critic * 8
    first_bias = next(iter(state.players.discriminator_optimizer.state.values()))["step"]
    assert first_bias.item() == 3 * n_critic


@pytest.mark.parametrize("clip_labels", [False, True])
def test_wgan_clips_the_critic_but_what_embeds_labels_and_never_the_generator(clip_labels, tiny_config, tiny_images):
    config = tiny_config(loss="wgan", discriminator_norm="none", clip_value=0.003, discriminator_lr=0.01, clip_labels=clip_labels)
    players = after(config, tiny_images)[0].players
    assert config.conditioning == "embedding"
    largest = {name: parameter.abs().max().item() for name, parameter in players.discriminator.named_parameters()}
    free = {name for name in largest if name.startswith("label_map.") and not clip_labels}
    assert len(free) == (0 if clip_labels else 3)  # the embedding, and the layer that spreads it over the image with its bias
    assert max(value for name, value in largest.items() if name not in free) == pytest.approx(0.003)
    assert all(largest[name] > 0.003 for name in free)
    assert max(parameter.abs().max().item() for parameter in players.generator.parameters()) > 0.01


def test_only_wgan_clips(tiny_config, tiny_images):
    players = after(tiny_config(loss="hinge", clip_value=0.003), tiny_images)[0].players
    assert max(parameter.abs().max().item() for parameter in players.discriminator.parameters()) > 0.01


def test_lazy_r1_is_due_every_nth_update_and_weighs_as_much_in_all(tiny_config, tiny_images):
    config = tiny_config(r1_weight=2.0, r1_every=3, discriminator_norm="none")
    players = loop.start(config, tiny_images).players
    images, labels = tiny_images.batch(torch.arange(8))
    penalty = r1_penalty(lambda x: players.discriminator(x, labels), images).item()
    added = []
    for update in range(7):
        players.discriminator_updates = update
        added.append(steps._penalties(players, images, images, *sees(players, labels)).item())
    due = pytest.approx(2.0 * 3 * penalty, rel=1e-5)
    assert added == [due, 0, 0, due, 0, 0, due]


def test_gradient_penalty_is_added_for_wgan_gp_alone(tiny_config, tiny_images):
    images, labels = tiny_images.batch(torch.arange(8))
    for loss in CHOICES["loss"]:
        players = loop.start(tiny_config(loss=loss, discriminator_norm="none", gp_weight=7.0), tiny_images).players
        # real = fake: every point between is the image itself, so the random mix does not matter
        added = steps._penalties(players, images, images, *sees(players, labels)).item()
        if loss != "wgan_gp":
            assert added == 0
            continue
        moved = images.clone().requires_grad_(True)
        (gradient,) = torch.autograd.grad(players.discriminator(moved, labels).sum(), moved)
        assert added == pytest.approx(7 * (gradient.flatten(1).norm(dim=1) - 1).square().mean().item(), rel=1e-5)


def test_r2_is_r1_on_fake_images_and_as_lazy(tiny_config, tiny_images):
    config = tiny_config(r1_weight=2.0, r2_weight=0.5, r1_every=3, discriminator_norm="none")
    players = loop.start(config, tiny_images).players
    images, labels = tiny_images.batch(torch.arange(8))
    fakes = -images
    on_real, on_fake = (r1_penalty(sees(players, labels)[0], shown).item() for shown in (images, fakes))
    added = []
    for update in range(4):
        players.discriminator_updates = update
        added.append(steps._penalties(players, images, fakes, *sees(players, labels)).item())
    due = pytest.approx(3 * (2.0 * on_real + 0.5 * on_fake), rel=1e-5)
    assert added == [due, 0, 0, due]


def test_d_sees_augmented_images_of_both_kinds_in_every_part_of_an_update(tiny_config, tiny_images, monkeypatch):
    """Real and fake get numbers of their own, the penalties the same as the loss, G's update new ones."""
    seen = []
    monkeypatch.setattr(steps, "augment", lambda images, policy, uniform: seen.append((policy, uniform)) or images * 0.5)
    config = tiny_config(loss="r3gan", augment="color,cutout", r1_weight=1.0, r2_weight=1.0, discriminator_norm="none")
    after(config, tiny_images, 1)
    real, fake, real_again, fake_again, fake_of_g, real_of_g = (uniform for _, uniform in seen)
    assert {policy for policy, _ in seen} == {"color,cutout"}
    assert {tuple(uniform.shape) for _, uniform in seen} == {(8, 5)}
    assert torch.equal(real, real_again)
    assert torch.equal(fake, fake_again)
    different = (real, fake, fake_of_g, real_of_g)
    assert all(not torch.equal(one, other) for i, one in enumerate(different) for other in different[:i])


def test_augmentation_changes_the_training_and_repeats_bit_for_bit(tiny_config, tiny_images):
    rows = [after(tiny_config(augment=policy), tiny_images)[1] for policy in ("color,translation,cutout",) * 2 + ("",)]
    assert torch.equal(rows[0], rows[1])
    assert not torch.equal(rows[0], rows[2])


def test_discriminator_sees_real_images_in_gs_update_only_where_the_loss_compares(tiny_config, tiny_images):
    for loss, calls in (("hinge", 3), ("r3gan", 4)):
        state = loop.start(tiny_config(loss=loss, discriminator_norm="none"), tiny_images)
        counted = []
        state.players.discriminator.register_forward_hook(lambda *_, counted=counted: counted.append(1))
        loop.train_step(state, tiny_images)
        assert len(counted) == calls


def test_penalty_reaches_the_update(tiny_config, tiny_images):
    with_r1, without = (after(tiny_config(r1_weight=weight, discriminator_norm="none"), tiny_images)[1] for weight in (100.0, 0.0))
    assert not torch.allclose(with_r1[0, -1], without[0, -1])  # D's gradient norm, already in the first step
    assert torch.allclose(with_r1[0, 0], without[0, 0])  # the reported loss is the loss alone


def test_generator_update_leaves_the_discriminators_weights_alone(tiny_config, tiny_images):
    players = loop.start(tiny_config(), tiny_images).players
    labels = tiny_images.labels[:8]
    fake_images = steps.generate(players, labels, 8)
    before = [parameter.clone() for parameter in players.discriminator.parameters()]
    steps.update_generator(players, fake_images, labels, fake_images.detach())
    assert all(torch.equal(a, b) for a, b in zip(before, players.discriminator.parameters(), strict=True))
    assert all(parameter.grad is None and parameter.requires_grad for parameter in players.discriminator.parameters())


@pytest.mark.parametrize("loss", CHOICES["loss"])
def test_numbers_mean_what_their_names_say(loss, tiny_config, tiny_images):
    players = loop.start(tiny_config(loss=loss, discriminator_norm="none"), tiny_images).players
    real, fake = torch.tensor([2.0, -1.0, 3.0, 4.0]), torch.tensor([-2.0, 1.0, -3.0, -4.0])
    result = {"discriminator_loss": torch.tensor(0.25), "real_logits": real, "fake_logits": fake}
    for network, size in ((players.generator, 3.0), (players.discriminator, 4.0)):
        for parameter in network.parameters():
            parameter.grad = torch.zeros_like(parameter)
        next(iter(network.parameters())).grad.view(-1)[0] = size
    row = steps.summarise(players, result, torch.tensor(0.5))
    numbers = loop.StepReport(1, 0.1, 8, 0.2, row, players.loss).metrics
    assert numbers["discriminator_loss"] == 0.25
    assert numbers["generator_loss"] == 0.5
    assert numbers["discriminator_accuracy_real"] == numbers["discriminator_accuracy_fake"] == 0.75
    assert (numbers["generator_grad_norm"], numbers["discriminator_grad_norm"]) == (3, 4)
    assert numbers.get("discriminator_pair_accuracy") == (0.75 if loss in ("wgan", "wgan_gp", "r3gan") else None)
    if loss in ("minimax", "non_saturating"):
        assert numbers["real_prob_mean"] == pytest.approx(torch.sigmoid(real).mean().item())
        assert numbers["fake_prob_mean"] == pytest.approx(torch.sigmoid(fake).mean().item())
    else:
        assert (numbers["real_score_mean"], numbers["fake_score_mean"]) == (2, -2)


def test_bfloat16_keeps_float32_weights_and_numbers(tiny_config, tiny_images):
    state, rows = after(tiny_config(precision="bfloat16"), tiny_images, 2)
    assert state.players.precision == torch.bfloat16
    assert rows.dtype == torch.float32
    assert rows.isfinite().all()
    assert all(parameter.dtype == torch.float32 for parameter in state.players.generator.parameters())
    exact = after(tiny_config(), tiny_images, 2)[1]
    torch.testing.assert_close(rows[0], exact[0], rtol=0.1, atol=0.1)
    assert not torch.equal(rows, exact)


def test_precision_follows_the_setting_and_auto_follows_the_hardware(tiny_config, monkeypatch):
    cpu = torch.device("cpu")
    assert steps.choose_precision(tiny_config(precision="float32"), cpu) == torch.float32
    assert steps.choose_precision(tiny_config(precision="bfloat16"), cpu) == torch.bfloat16
    for native, wanted in ((True, torch.bfloat16), (False, torch.float32)):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda native=native: native)
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
        assert steps.choose_precision(tiny_config(precision="auto"), cpu) == wanted


def test_optimizers_memory_lies_as_its_parameters_do(tiny_config, tiny_images):
    """Fused Adam walks memory: with another layout it would mix up weights without a word."""
    players = after(tiny_config(**NETWORKS[3]), tiny_images)[0].players
    for network, optimizer in (
        (players.generator, players.generator_optimizer),
        (players.discriminator, players.discriminator_optimizer),
    ):
        for parameter in network.parameters():
            for tensor in (parameter.grad, optimizer.state[parameter]["exp_avg"], optimizer.state[parameter]["exp_avg_sq"]):
                moved = [side for side in range(parameter.dim()) if parameter.shape[side] > 1]
                assert [tensor.stride()[side] for side in moved] == [parameter.stride()[side] for side in moved]
