"""Runs on the Hugging Face Hub: sent with a card, fetched with care."""

from gan_core.hub.fetching import pull
from gan_core.hub.sending import push

__all__ = ["pull", "push"]
