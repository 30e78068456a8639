"""Filled forms as a report shows them: laid out as they are printed, each finding at its cell.

Holds no markup and no text of its own: pages are made of this in `gouji.lint.output`.
"""
