"""Figures: a number, what it counts, and which measure it is."""

from enrich.figures.find import Finder, figure_at, figure_of, find_figures, holds_figure

__all__ = ["Finder", "figure_at", "figure_of", "find_figures", "holds_figure"]
