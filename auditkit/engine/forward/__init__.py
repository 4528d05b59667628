"""The rules looking forward: what a contact that nobody has made yet would be found to be."""
