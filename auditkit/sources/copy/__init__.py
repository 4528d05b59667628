"""Copies of logs in the format they have, with other words in some of their cells."""
