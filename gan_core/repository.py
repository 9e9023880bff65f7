"""Where this project is published: `python -m scripts.set_repository OWNER/NAME` writes it here, into README, guides and notebooks."""

REPOSITORY = ""  # on GitHub; empty until then
PLACEHOLDER = "OWNER/REPOSITORY"  # what the documents say until then


def colab(notebook: str) -> str:
    """The address that opens one of notebooks/ in Colab; empty until the project is published."""
    return f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/notebooks/{notebook}.ipynb" if REPOSITORY else ""
