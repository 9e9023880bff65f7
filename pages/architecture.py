"""Architecture: G and D layer by layer, with one z flowing through."""

from __future__ import annotations

import streamlit as st

from web.architecture.layer_table import layer_list, picture_and_verdict
from web.architecture.networks import CLASSES, NETWORKS, SHIPPED
from web.ui.explanation import explanation
from web.ui.query_widgets import query_number, query_selectbox
from web.ui.text import class_name, prose, t

# What do I see
st.title(t("architecture.title"))
st.markdown(prose("architecture.idea"))

# What can I change
left, middle, right, last = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
network = query_selectbox(left, t("architecture.network"), tuple(NETWORKS), SHIPPED[0], "network", lambda name: t(f"architecture.{name}"))
config, trained = NETWORKS[network], network in SHIPPED
kernel, activation, label = config.kernel_size, config.generator_activation, 0
if trained:
    label = query_selectbox(middle, t("architecture.label"), range(10), 7, "label", lambda index: class_name(CLASSES[index]))
elif config.model != "mlp":
    kernel = query_selectbox(middle, t("train.kernel_size"), (3, 4), 4, "kernel")
if not trained:
    activation = query_selectbox(
        right,
        t("train.generator_activation"),
        ("relu", "leaky_relu"),
        "relu",
        "activation",
        lambda name: t(f"train.generator_activation_{name}"),
    )
seed = query_number(last, t("architecture.seed"), 0, 999_999, 0, "seed")

with st.spinner(t("architecture.computing")):
    from web.architecture.forward_pass import send_through  # imports torch

    shown = send_through(network, kernel, activation, label, seed)
st.caption(t("architecture.trained" if trained else "architecture.fresh"))
generator, discriminator = st.columns(2)
with generator:
    st.subheader(t("architecture.generator"))
    layer_list(shown.generator, "z", (config.latent_dim,), "G")
    picture_and_verdict(shown)
with discriminator:
    st.subheader(t("architecture.discriminator"))
    layer_list(shown.discriminator, t("architecture.image"), (config.image_channels, config.image_size, config.image_size), "D")

# Why is it so, and where is it from
explanation("architecture")
