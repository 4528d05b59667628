"""From a bank's export to the activity table: readers, mapping, normalisation, rejects."""
