"""The page *Real or fake?*: a class, or a visitor alone, in the place of D."""
