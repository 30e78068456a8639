"""Results kept from run to run, each used only where all that it rests on is as it was."""
