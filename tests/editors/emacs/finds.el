;; What is wrong is shown at its place, and goes when it is mended by hand.
(open "甲.toml")
(let ((finding (car (findings 1))))
  (same "where" (buffer-substring-no-properties (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding)) "2")
  (same "in which line" (line-number-at-pos (flymake-diagnostic-beg finding)) 4)
  (unless (string-match-p "总额 2万元，合计 3万元\n相差：1万元" (flymake-diagnostic-text finding))
    (error "What is said: %s" (flymake-diagnostic-text finding)))
  (same "how grave" (flymake-diagnostic-type finding) 'eglot-error))

(go-to "2 }")
(delete-char 1)
(insert "3")
(findings 0)

;; Another rule says something else of a form that is open.
(open "规则.gj")
(go-to "= 合计")
(delete-char 1)
(insert "<")
(findings 0)
(switch-to-buffer "甲.toml")
(findings 2)
