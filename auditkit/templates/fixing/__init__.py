"""Puts right what cannot change what a template says: edits are made, verified, applied."""
