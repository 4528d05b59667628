"""What everything else is made of: the activity table, vocabularies, findings, time, errors."""
