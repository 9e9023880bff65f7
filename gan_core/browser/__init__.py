"""A trained generator for the visitor's own browser: the files of its networks, and one page that works without a server."""

from gan_core.browser.network import pack_classifier, pack_discriminator, pack_model, pack_network, pack_shipped

__all__ = ["pack_classifier", "pack_discriminator", "pack_model", "pack_network", "pack_shipped"]
