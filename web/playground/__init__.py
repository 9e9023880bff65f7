"""The Playground page: GANs in the plane, played in worker processes."""
