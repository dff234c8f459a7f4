"""Builds the site: pages to read, and the notebooks live in a browser, with nothing installed.

The modules, each standing only on those before it:

* ``errors``      what keeps a site from being built, in words
* ``edition``     which notebooks a site shows, and under which folder a reader's work on them is kept
* ``bytecode``    what is compiled beforehand, so that no browser has to
* ``wheel``       pure Python packages as wheels, the same bytes every time: ``utils``, and what things to move need
* ``pyodide``     the Python that runs in a browser: which files it consists of, their digests, where they come from
* ``live``        JupyterLite with the student editions
* ``pages``       the pages to read: landing page, notebooks, documentation
* ``searching``   the search for answers in every file of a site
* ``build``       all of it, in order

``website`` reads student editions and the documentation; ``utils``, ``autograder`` and the notebooks know nothing of
it. Nothing is fetched.
"""
