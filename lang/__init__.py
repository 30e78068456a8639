"""The language: text -> tree -> typed model -> verdicts on one form in memory.

Never does I/O, never reads a clock, never imports a room above it.
"""
