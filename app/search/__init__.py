LOADS = ("models", "listeners", "statistics", "cards")
BLUEPRINTS = ("views:bp", "commands:bp")
