"""The page "Luck": the same network from many starts, and two settings side by side."""
