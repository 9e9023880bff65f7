"""The Latent page: a trained generator that one slides through."""
