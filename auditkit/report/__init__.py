"""Reports: pure functions of a ``ReportBundle``, one module per format."""

from auditkit.report.formats import ALWAYS, FORMATS, Format

__all__ = ["ALWAYS", "FORMATS", "Format"]
