"""The judge: same quantity or not, and what the difference means. Pure functions over frozen values."""

from alerts.judge.buckets import buckets
from alerts.judge.sameness import Weigher
from alerts.judge.verdict import decide

__all__ = ["Weigher", "buckets", "decide"]
