"""A person asks: the form, similar answers, the receipt."""

LOADS = ("views", "views_live", "views_receipt")
BLUEPRINTS = ("blueprint:bp",)
