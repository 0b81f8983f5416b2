"""Small parts that know no feature."""
