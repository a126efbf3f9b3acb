"""The page "From scratch": chapters, each with prose, a picture that reacts to sliders, and the code so far."""
