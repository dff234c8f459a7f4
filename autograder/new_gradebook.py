"""Knows how a gradebook begins: with the revision of nbgrader's tables written into it.

nbgrader starts a program, `alembic`, only to learn which that is, and takes seconds for it. A database that says its
revision already is one that nbgrader takes as it is: it makes the tables that are missing and starts nothing.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, inspect, text


def begin_gradebook(db_url: str) -> None:
    """Writes the revision into a database that is not there, or holds nothing; leaves every other one alone.

    Raises:
        SQLAlchemyError: it cannot be read or written.
    """
    engine = create_engine(db_url)
    try:
        if inspect(engine).get_table_names():
            return
        revision = _newest()
        with engine.begin() as connection:  # both or neither: an empty table would be a gradebook of no revision
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(
                text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": revision}
            )
    finally:
        engine.dispose()


def _newest() -> str | None:
    """The revision of the tables as this nbgrader makes them."""
    import nbgrader
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(nbgrader.__file__).with_name("alembic"))).get_current_head()
