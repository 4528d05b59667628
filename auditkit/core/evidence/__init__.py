"""How a record proves itself: its hashes, and what checks them with Python 3.8 and nothing else.

The modules here are joined to the ``verify.py`` of every evidence pack (see ``joined``); they use
nothing that Python 3.8 does not have.
"""
