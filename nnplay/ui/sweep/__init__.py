"""The page that trains every combination of chosen settings."""
