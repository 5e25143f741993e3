"""Ways on which an alert reaches people: one module for each, behind one port."""
