"""Who may do what. Start with policy.py: the whole answer stands on one page."""
