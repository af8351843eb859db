"""Numbers with what they count and whom: `find.find_quantities`."""
