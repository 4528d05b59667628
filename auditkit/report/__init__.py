"""Reports: pure functions of a ``ReportBundle``, one module per format."""
