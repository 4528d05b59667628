"""Binds rules to checks and applies them: the only place where law meets activities."""
