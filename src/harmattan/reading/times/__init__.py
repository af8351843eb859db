"""Time expressions with value, role and days: `find.find_times`. The grammar finds, anchoring dates, checks reject."""
