"""What the evidence pages show beyond the ledger: alerts by quantity, what is disputed now, decisions, verdicts."""
