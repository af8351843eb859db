"""Names of places, each resolved to one entry of the gazetteer: `find.find_places`; `find.resolve` for given spans."""
