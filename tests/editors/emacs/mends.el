;; The quick fix that a finding carries mends the text.
(open "甲.toml")
(findings 1)
(go-to "2 }")
(eglot-code-actions (point) (point) "quickfix" t)
(same "the line" (line 4) "\"总额\" = { \"𠮷林\" = 1, \"辽宁\" = 3 }")
(findings 0)
