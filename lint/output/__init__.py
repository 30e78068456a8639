"""The outputs: what a finding looks like for a person and for a program, one file an output.

Never decides what is found, never writes to a stream.
"""
