"""What the files are called that gouji looks at.

Looks at none, and loads nothing.
"""

RULES, FORM = ".gj", ".toml"
CONFIGURATION, PROJECT = "gouji.toml", "pyproject.toml"
CONFIGURATIONS = frozenset((CONFIGURATION, PROJECT))
