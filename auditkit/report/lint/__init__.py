"""What linting says, in the formats that people and machines of a repository read."""
