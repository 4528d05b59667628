"""Template files to activity rows, and what a team says of their findings: suppressions, baseline."""
