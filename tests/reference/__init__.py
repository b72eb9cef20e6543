"""Features written straight from their definitions: slow, plain, sharing nothing with the engine.

A file a group. Each has a function from what was known when a match speaks, and the match, to the
group's columns. Nothing here imports the features or ratings it is held against.
"""
