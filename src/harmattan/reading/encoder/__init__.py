"""The trained encoder: what each word is to claims and events, and how a trigger and its arguments fit.

`weights.py` finds, checks and loads the model that the package carries; `windows.py` cuts a report into windows of
whole sentences; `encoded.py` is what the other concepts ask. How the model is made is told in ``training/``.
"""
