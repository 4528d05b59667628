"""Files of every kind that templates are kept in, read to templates."""
