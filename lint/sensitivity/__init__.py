"""How many slips of a single cell the checks of a form notice, measured by making each of them in memory."""
