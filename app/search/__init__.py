LOADS = ("models", "listeners", "statistics")
BLUEPRINTS = ("views:bp", "commands:bp")
