"""The frame Streamlit runs around every page: window, stylesheet, menu, and a sentence where a page fails."""

from pathlib import Path

import streamlit as st

from dashboard import ui

ASSETS = Path(__file__).resolve().parent / "assets"

# The only stylesheet: narrower margins than Streamlit's, and what paper needs.
STYLESHEET = """<style>
[data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stElementToolbar"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], [data-testid="stButtonGroup"], [data-testid="stTextInput"]
  { display: none !important; }
  [data-testid="stMainBlockContainer"] { padding: 0; }
  [data-testid="stMainBlockContainer"]:has([data-testid="stDataFrame"])::after {
    content: "Lists are printed as far as they are in view. Use Export for the complete list.";
    font-size: 10pt;
  }
}
</style>"""

page = st.navigation(ui.pages(), position="hidden")
st.set_page_config(
    page_title=f"{page.title} · Account Health",
    page_icon=ASSETS / "icon.png",
    layout="wide",
    initial_sidebar_state=224,
)
st.html(STYLESHEET)
st.logo(ASSETS / f"logo-{ui.theme().name}.svg", size="large")
ui.write_address(page.url_path)
with st.sidebar:
    ui.search_field("menu", page.url_path)
ui.menu()
ui.offer_tour()
ui.tour_line(page.url_path)
ui.follow_data()
with ui.sentence_on_failure():
    page.run()
