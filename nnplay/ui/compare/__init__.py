"""Keeping runs of the Playground, and the page that shows them side by side."""
