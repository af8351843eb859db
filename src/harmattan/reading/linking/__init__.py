"""Ties a reading together: whose event, whose figure, and what a claim answers: `link.link`."""
