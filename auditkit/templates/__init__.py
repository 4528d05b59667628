"""Template files to activity rows, and what a team says of findings: suppressions, baseline."""
