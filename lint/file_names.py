"""What the files are called that gouji looks at.

Looks at none, and loads nothing.
"""

RULES, FORM = ".gj", ".toml"
TEST_SUFFIX = f".test{RULES}"
"""What the name of a rule file ends with that holds nothing but tests."""
CONFIGURATION, PROJECT = "gouji.toml", "pyproject.toml"
CONFIGURATIONS = frozenset((CONFIGURATION, PROJECT))
