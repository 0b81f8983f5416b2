"""Measuring the redaction engine on sentences of people who do not exist."""
