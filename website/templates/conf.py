"""How Sphinx makes the pages. Nothing is fetched, neither now nor by a reader's browser."""

project = "Neural networks"
author = copyright = "The course's authors"
language = "en"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath", "html_image"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type", "myst.header", "misc.highlighting_failure"]
html_theme = "sphinx_book_theme"
html_title = "Neural networks"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_theme_options = {
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_issues_button": False,
    "use_source_button": False,
}
html_context = {"default_mode": "auto"}
html_favicon = "_static/favicon.svg"
mathjax_path = "mathjax/tex-mml-chtml.js"
exclude_patterns: list[str] = []
