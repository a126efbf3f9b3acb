"""The page "Your data": bring a table, see what was found in it, decide what to learn from what, and train on it."""
