"""Order of legal steps, what must follow, stop states, language, and claims held to the record."""
