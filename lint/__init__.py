"""The linter: finds files, reads TOML submissions with places, runs rules, prints findings.

Never knows an editor protocol.
"""
