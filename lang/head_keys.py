"""What stands at the head of a filled form, and is no member of it: the keys, in both languages.

Knows no form.
"""

FORM_KEYS = ("form", "表样")
YEAR_KEYS = ("year", "年度")
HEAD_KEYS = (*FORM_KEYS, *YEAR_KEYS)
# The answers to findings, which a form does not declare either.
ANSWER_KEYS = ("answer", "说明")
TOP_KEYS = (*HEAD_KEYS, *ANSWER_KEYS)
