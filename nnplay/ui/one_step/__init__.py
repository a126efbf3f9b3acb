"""The page "One step": where the numbers come from, the player of operations, and what can be taken away."""
