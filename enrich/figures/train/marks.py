"""Texts of our own in which figures are marked, without their marks."""

import re


def unmarked(marked: str, mark: re.Pattern[str]) -> tuple[str, list[tuple[int, re.Match[str]]]]:
    """Return the text of `marked`, and where in it the words of each `mark`, its first group, begin, with the mark."""
    text, last = "", 0
    found = []
    for each in mark.finditer(marked):
        text += marked[last : each.start()]
        found.append((len(text), each))
        text, last = text + each[1], each.end()
    return text + marked[last:], found
