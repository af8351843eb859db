"""Who is named or described in a report: `find.find_actors` gives one actor for each referent."""
