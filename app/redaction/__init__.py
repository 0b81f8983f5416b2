"""Personal data in texts: found, marked, masked. Pure functions, no database."""
