"""Kernels that know no law, and the table of those that ship."""
