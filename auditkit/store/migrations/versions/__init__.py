"""One module for each schema version; none of them changes once it was released."""
