"""A person asks: the form, similar answers, the receipt."""
