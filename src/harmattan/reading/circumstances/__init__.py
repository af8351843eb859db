"""Where, when and how many: what of a report belongs to one event: `find.Circumstances`."""
