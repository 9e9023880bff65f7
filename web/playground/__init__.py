"""The Playground page: GANs in the plane, trained in a worker of the visitor's own browser."""
