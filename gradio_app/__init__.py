"""What `gradio_demo.py` is made of: models, drawings, words, end points, limits. Stands on gan_core alone."""
