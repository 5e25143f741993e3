"""Makes the weights of the classifier of measures."""
