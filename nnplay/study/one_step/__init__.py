"""One training step as a list of operations: each with its formula, its numbers and where they came from."""
