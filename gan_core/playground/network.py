"""A multilayer perceptron in NumPy whose backward pass is written out: all weights in one vector, all buffers kept.

With ReLU the gradient of the output with respect to the input is a chain of masked matrix products, and its own derivative with respect
to the weights is one more such chain (the second derivative of ReLU is 0). So R1 and the gradient penalty need no double backward.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Network:
    """Points (N, widths[0]) -> (N, widths[-1]), ReLU between the layers.

    Attributes:
        theta: All weights and biases (P,); `weights[l]` (in, out) and `biases[l]` (out,) are views into it.
        slope: The loss's gradient with respect to theta (P,), filled by `Trace`.
    """

    def __init__(self, widths: Sequence[int]) -> None:
        self.widths = tuple(widths)
        sizes = [count for inputs, outputs in pairwise(self.widths) for count in (inputs * outputs, outputs)]
        self.theta = np.zeros(sum(sizes), np.float32)
        self.slope = np.zeros_like(self.theta)
        self.weights, self.biases = self._views(self.theta)
        self.weight_slopes, self.bias_slopes = self._views(self.slope)

    def _views(self, vector: Floats) -> tuple[list[Floats], list[Floats]]:
        """The vector cut into matrices (in, out) and biases (out,)."""
        weights, biases, at = [], [], 0
        for inputs, outputs in pairwise(self.widths):
            end = at + inputs * outputs
            weights.append(vector[at:end].reshape(inputs, outputs))
            biases.append(vector[end : end + outputs])
            at = end + outputs
        return weights, biases

    def initialise(self, random: np.random.Generator) -> None:
        """Uniform in +-1/sqrt(inputs), weights and biases, as `torch.nn.Linear` does."""
        for weight, bias in zip(self.weights, self.biases, strict=True):
            bound = len(weight) ** -0.5
            weight[:] = random.uniform(-bound, bound, weight.shape)
            bias[:] = random.uniform(-bound, bound, bias.shape)

    def __call__(self, points: Floats) -> Floats:
        """Outputs (N, widths[-1]); nothing is kept."""
        x = points
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = x @ weight
            x += bias
            np.maximum(x, 0, out=x)
        return x @ self.weights[-1] + self.biases[-1]


class Trace:
    """One pass of `rows` points through a network and back, in buffers of its own."""

    def __init__(self, network: Network, rows: int) -> None:
        self.network, self.rows = network, rows
        hidden, outputs = network.widths[1:-1], network.widths[-1]
        self.ones = np.ones(rows, np.float32)
        self.inputs: Floats = np.zeros((rows, network.widths[0]), np.float32)
        self.outputs: Floats = np.zeros((rows, outputs), np.float32)
        self.hidden = [np.zeros((rows, width), np.float32) for width in hidden]
        self.active = [np.zeros((rows, width), np.bool_) for width in hidden]
        self.ups: list[Floats] = [np.zeros((rows, width), np.float32) for width in (*hidden, outputs)]  # d(.)/d(layer's sum)
        self.downs: list[Floats] = [np.zeros((rows, width), np.float32) for width in hidden]

    def forward(self, points: Floats) -> Floats:
        """Outputs (rows, out) of points (rows, in), which are not copied."""
        self.inputs = below = points
        network = self.network
        for hidden, active, weight, bias in zip(self.hidden, self.active, network.weights[:-1], network.biases[:-1], strict=True):
            np.matmul(below, weight, out=hidden)
            hidden += bias
            np.maximum(hidden, 0, out=hidden)
            np.greater(hidden, 0, out=active)
            below = hidden
        np.matmul(below, network.weights[-1], out=self.outputs)
        self.outputs += network.biases[-1]
        return self.outputs

    def backward(self, top: Floats | float) -> None:
        """From d(.)/d(outputs) to d(.)/d(each layer's sum), in `ups`."""
        self.ups[-1][:] = top
        for layer in range(len(self.hidden) - 1, -1, -1):
            np.matmul(self.ups[layer + 1], self.network.weights[layer + 1].T, out=self.ups[layer])
            self.ups[layer] *= self.active[layer]

    def input_slopes(self, rows: slice = slice(None)) -> Floats:
        """d(.)/d(inputs) (rows, in), after `backward`."""
        return self.ups[0][rows] @ self.network.weights[0].T

    def weigh(self, factors: Floats) -> None:
        """Multiply each row's `ups` by its factor (rows, 1): from the slopes of the outputs to those of a loss of single outputs."""
        for up in self.ups:
            up *= factors

    def write_slopes(self) -> None:
        """d(loss)/d(theta) into `network.slope`, after `backward` with d(loss)/d(outputs)."""
        network = self.network
        for layer, up in enumerate(self.ups):
            below = self.hidden[layer - 1] if layer else self.inputs
            np.matmul(below.T, up, out=network.weight_slopes[layer])
            np.matmul(self.ones, up, out=network.bias_slopes[layer])  # their sum; a reduction over few columns is slow

    def input_slope_gradient(self, direction: Floats, rows: slice = slice(None)) -> list[Floats]:
        """d/d(weights) of sum(direction * input_slopes(rows)), one matrix a layer; biases have none. Needs `ups` as `backward` left them.

        input_slopes = ups[0] W0', ups[l] = active[l] * (ups[l + 1] W(l+1)'), so the direction runs forward through the same masks.
        """
        gradients, down = [], direction
        for layer, weight in enumerate(self.network.weights):
            gradients.append(down.T @ self.ups[layer][rows])
            if layer < len(self.hidden):
                following = self.downs[layer][rows]
                np.matmul(down, weight, out=following)
                following *= self.active[layer][rows]
                down = following
        return gradients
