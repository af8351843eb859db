"""Report → Reading. `reader.py` is the whole pipeline on one page; each concept of the contract has one folder.

In a folder, `find.py` (or the one function its `__init__.py` names) is the door, the other modules are its parts.
Reading knows the text and the knowledge, and nothing of ledgers, servers or other reports.
"""
