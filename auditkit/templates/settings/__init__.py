"""What a team sets for its templates in a configuration file."""
