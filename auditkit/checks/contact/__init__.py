"""How often, when, where and whom: checks on contacts."""
