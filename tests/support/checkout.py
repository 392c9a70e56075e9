"""Where this checkout lies, and the rooms of the house in their order: a room may import those before it."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = "errors expr config contract store ops landing silver gold bronze ml governance serving jobs platforms cli"
