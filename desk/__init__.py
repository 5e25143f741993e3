"""What people touch: command line, all-in-one runner, demo, evidence pages."""
