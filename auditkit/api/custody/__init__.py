"""Proves that a run is unaltered: verify, evidence packs, legal holds, purges with receipts."""
