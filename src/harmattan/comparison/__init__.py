"""Incidents beside a table that the user has (ACLED, UCDP GED): matched, only here, only there, fields that differ."""
