"""Readings and situations in other forms, one module a form. `brief.py` is the one for people."""
