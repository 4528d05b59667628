"""Law as data: packs of dated rules with their clauses, and the cases that prove them."""
