"""The judge: pure decisions on whether two reports are of one quantity, and what their difference means.

Nothing here reads a clock, a server or a global. `decide` is the whole of it: a function of an article's reports and
of what the ledger holds, whose outcome does not hang on the order in which articles were handled.
"""
