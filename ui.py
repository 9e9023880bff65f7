"""The script Streamlit runs for every visitor: the shell around one page."""

from __future__ import annotations

import streamlit as st

from web import shell
from web.startup import page_shown
from web.ui import navigation

shell.configure()
sections = navigation.sections()
page = st.navigation(sections, position="hidden")
shell.frame(page, sections)
page.run()
page_shown.set()
