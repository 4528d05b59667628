"""Runs as a store keeps them: found, listed, compared, reported again."""
