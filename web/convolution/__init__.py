"""The Transposed convolution page."""
