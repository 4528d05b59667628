"""Blanks of a template: where they stand, what they hold, and a text in which they are filled."""
