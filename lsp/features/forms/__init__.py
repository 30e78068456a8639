"""What can be asked about a filled form, or the file of answers beside it."""
