"""Digits that are no figure: a proportion (1:15), opening hours (8:30-17:30), a grade (3A级以上). They are words.

Types and tables of patterns only. Reads nothing, decides nothing.
"""

import re

from gouji.lang.targets import SUFFIX_WORDS

_PARTS = r"[0-9]{1,4}(?:\.[0-9]{1,4})?(?: ?[:比] ?[0-9]{1,4}(?:\.[0-9]{1,4})?)+"
PROPORTIONS = re.compile(rf"{_PARTS}(?: ?[-–—―~至到,;、] ?{_PARTS}){{0,8}}(?:{'|'.join(SUFFIX_WORDS)})?[。;.]?")
"""One or several proportions or times of day, and a comparator after them."""

GRADE = re.compile(r"[1-5]A(?:级|类|$)[^0-9]{0,12}")
"""Of scenic places, offices, enterprises."""

DESIGNATED = re.compile(r"[0-9.]{1,9} ?(?:[:比] ?[0-9]|A(?:级|类|$))")
"""How either begins."""
