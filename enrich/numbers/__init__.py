"""The number grammar: a pure function from text to the numbers in it and the intervals that their words allow."""

from enrich.numbers.grammar import Number, find_numbers

__all__ = ["Number", "find_numbers"]
