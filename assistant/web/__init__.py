"""Where people come in: the shell that guards the door, and the pages behind it."""
