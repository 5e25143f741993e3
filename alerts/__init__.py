"""Claims in, contradictions and messages out: ledger, judge, notifier, channels."""
