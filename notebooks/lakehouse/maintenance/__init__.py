"""File layout of tables and its maintenance."""
