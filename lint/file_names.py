"""What the files are called that gouji looks at."""

RULES, FORM = ".gj", ".toml"
CONFIGURATION, PROJECT = "gouji.toml", "pyproject.toml"
CONFIGURATIONS = frozenset((CONFIGURATION, PROJECT))
