"""The pages, rendered here and sent whole."""
