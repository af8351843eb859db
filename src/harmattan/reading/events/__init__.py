"""What is done, by whom, to whom, in PLOVER and CAMEO: `find.find_events`; `classify.classify` for given parties."""
