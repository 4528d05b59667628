"""The detectors as Presidio recognizers, for anybody's ``AnalyzerEngine``.

Presidio is the interface here and not the engine: a recognizer runs the same detectors on one
text that an audit runs on whole batches, and both find the same. Importing this package imports
Presidio, which takes a second or two; nothing else in auditkit does.
"""

from auditkit.checks.privacy.presidio.engine import REGISTRY, BulkAnalyzer, analyzer, registry
from auditkit.checks.privacy.presidio.recognizers import RECOGNIZERS

__all__ = ["RECOGNIZERS", "REGISTRY", "BulkAnalyzer", "analyzer", "registry"]
