"""A run as pandas frames, for analysts: what the columns are, and how they are filled."""
