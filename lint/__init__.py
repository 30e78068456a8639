"""The linter: finds files, reads TOML submissions with places, runs rules, makes texts and pages of what is found.

Never knows an editor protocol.
"""
