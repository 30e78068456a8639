;; The server is started for rule files and for forms, once for a folder, and not for the TOML files of others.
(open "规则.gj")
(same "the mode of a rule file" major-mode 'gouji-mode)
(let ((server (eglot-current-server)))
  (open "甲.toml")
  (same "the mode of a form" major-mode 'gouji-form-mode)
  (same "one server serves both" (eglot-current-server) server))

(find-file "别的.toml")
(same "the mode of another file" major-mode 'conf-toml-mode)
(same "no server serves it" (eglot-current-server) nil)

;; A new file is served from when it names its form.
(find-file "新的.toml")
(same "the mode of a file without a word" major-mode 'conf-toml-mode)
(insert "\"表样\" = \"预算表\"\n\"年度\" = 2025\n")
(save-buffer)
(same "the mode of the new form" major-mode 'gouji-form-mode)
(open "新的.toml")
(findings 2)
