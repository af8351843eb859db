"""Who says what, with which stance: `find.find_claims`."""
