"""Whether the record agrees with itself: codes, notes, calls, and when they were written."""
