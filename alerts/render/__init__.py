"""What an alert says, as one structure, and its markup for each kind of target. Pure functions."""
