LOADS = ("models",)
BLUEPRINTS = ()
