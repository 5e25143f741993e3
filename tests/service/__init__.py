"""The whole service as its operators run it: processes, servers, kills."""
