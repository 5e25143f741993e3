"""Figures: a number, what it counts, and which measure it is."""

from enrich.figures.find import figure_at, figure_of, figures_in, find_figures, holds_figure

__all__ = ["figure_at", "figure_of", "figures_in", "find_figures", "holds_figure"]
