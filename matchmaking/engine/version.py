"""The engine's version: an index of another one is built again."""

ENGINE_VERSION = "3"
