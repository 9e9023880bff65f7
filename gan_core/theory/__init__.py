"""Densities, divergences' curves and games of the theory, each computed."""
