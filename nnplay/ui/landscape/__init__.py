"""The page "Landscape": the loss as a place, and a race of optimizers over it."""
