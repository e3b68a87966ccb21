"""Tables of gold that follow the changes of silver."""
