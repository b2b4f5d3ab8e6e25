"""What the words of a clause say: its force, conditions, quantities and names, read by lexicons that are data."""
