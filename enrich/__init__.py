"""Articles in, claims out: sentences, entities, figures and what the words allow."""
