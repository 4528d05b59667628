"""In which order cases, collectors and agencies are best reviewed, and why."""
