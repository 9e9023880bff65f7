"""Small problems on a line and in the plane, where discriminators and critics are trained while one waits and looked at from all sides."""
