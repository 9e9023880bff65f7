"""What training, evaluation and latent know about run directories."""
