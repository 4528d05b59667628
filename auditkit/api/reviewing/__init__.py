"""What people decide on findings: one at a time, or in a table that goes out and comes back."""
