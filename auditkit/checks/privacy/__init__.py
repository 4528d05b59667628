"""Personal data in texts: found, told whose it is, judged by rules."""
