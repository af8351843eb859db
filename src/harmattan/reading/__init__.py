"""Report → Reading. `reader.py` is the whole pipeline on one page; each concept of the contract has one module.

Reading knows the text and the knowledge, and nothing of ledgers, servers or other reports.
"""
