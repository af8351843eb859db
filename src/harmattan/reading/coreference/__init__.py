"""Who "he", "they", "the minister" and "our soldiers" are: `resolve.resolve_references` adds such mentions."""
