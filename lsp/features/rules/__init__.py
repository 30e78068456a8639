"""What can be asked about a rule file."""
