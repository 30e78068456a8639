"""gouji (勾稽): rules for budget performance-target forms, and the linter that reads them."""

from gouji.version import VERSION as __version__

__all__ = ["__version__"]
