"""From contradictions to messages: who wants what, due jobs, and the senders that work them off."""
