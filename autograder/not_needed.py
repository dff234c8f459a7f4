"""Knows what this program's libraries import at their start though no command needs it, and has them wait for it.

It is asked before it is settled from where modules come, so it imports nothing that is not loaded already.
"""

import sys

# What nbgrader imports whatever is asked of it: what it adds to Jupyter's server, and how archives are unpacked there.
_LATER = {
    "nbgrader.server_extensions.assignment_list": ("load_jupyter_server_extension",),
    "nbgrader.server_extensions.course_list": ("load_jupyter_server_extension",),
    "nbgrader.server_extensions.formgrader": ("load_jupyter_server_extension",),
    "nbgrader.server_extensions.validate_assignment": ("load_jupyter_server_extension",),
    "setuptools.archive_util": ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
}
# jsonschema, which nbformat validates with, imports these where they are installed (JupyterLab brings them), for
# formats that no notebook has: IRIs and durations. Making the one's grammar took three quarters of a command's start.
_FORMATS = ("rfc3987_syntax", "isoduration")


def leave_out() -> None:
    """To be called before any of them is imported. No function is missing: what is called is imported then."""
    for name in _FORMATS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    if "nbgrader" not in sys.modules:  # else it is nbgrader that was started, and has them
        for name, functions in _LATER.items():
            sys.modules.setdefault(name, _Later(name, functions))


class _Later(type(sys)):  # type: ignore[misc]
    """Stands in the place of a module until somebody calls one of these functions, or wants anything else of it."""

    def __init__(self, name: str, functions: tuple[str, ...]) -> None:
        super().__init__(name)
        self.__path__ = _Places(self)
        for function in functions:
            setattr(self, function, self._calling(function))

    def _calling(self, function: str):
        return lambda *arguments, **keywords: getattr(self.itself(), function)(*arguments, **keywords)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # as those ask that go through all modules
            raise AttributeError(name)
        return getattr(self.itself(), name)

    def itself(self):
        """The module, imported now."""
        from importlib import import_module

        name = str(self.__name__)
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return import_module(name)


class _Places(list):
    """Where the modules in such a package lie: known once somebody looks for one."""

    def __init__(self, later: _Later) -> None:
        super().__init__()
        self._later = later

    def __iter__(self):
        return iter(self._later.itself().__path__)
