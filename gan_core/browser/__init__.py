"""A trained generator for the visitor's own browser: the file of its network, and one page that works without a server."""

from gan_core.browser.network import pack_model, pack_network, pack_shipped

__all__ = ["pack_model", "pack_network", "pack_shipped"]
