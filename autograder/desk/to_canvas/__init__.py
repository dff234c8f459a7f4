"""Marks and pages to Canvas through its interface, for an instructor who does not want to carry archives.

``address`` knows which assignment is meant, and the token; ``connection`` how Canvas is spoken with, and what its
errors mean; ``assignment`` what stands there, and how a mark and a page get there; ``send`` is the command.
"""
