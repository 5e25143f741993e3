"""The ledger of reported figures: a port, kept in Redis, or in memory for a replay."""
