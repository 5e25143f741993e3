"""What the words around a figure say of it: who says so, of whom, where, when, and how it stands to other figures."""
