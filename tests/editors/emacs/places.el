;; A fix lands where it should in a text with CRLF, a byte order mark, U+2028 and a character beyond the BMP; the rest stays.
(defun bytes (name)
  "The bytes of the file NAME."
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (insert-file-contents-literally name)
    (buffer-string)))

(let* ((text (with-temp-buffer
               (insert-file-contents "甲.toml")
               (search-forward "\"年度\"")
               (goto-char (match-beginning 0))
               (insert "# 甲\u2028乙𠮷\n")
               (encode-coding-string (buffer-string) 'utf-8 t)))
       (dos (replace-regexp-in-string "\n" "\r\n" text t t))
       (mark (encode-coding-string "\ufeff" 'utf-8 t)))
  (dolist (one `(("丙.toml" . ,text) ("丁.toml" . ,dos) ("戊.toml" . ,(concat mark text)) ("己.toml" . ,(concat mark dos))))
    (let ((coding-system-for-write 'no-conversion))
      (write-region (cdr one) nil (car one)))
    (open (car one))
    (let ((found (car (findings 1))))
      (same "its place" (buffer-substring-no-properties (flymake-diagnostic-beg found) (flymake-diagnostic-end found)) "2"))
    (go-to "2 }")
    (eglot-code-actions (point) (point) "quickfix" t)
    (findings 0)
    (save-buffer)
    (same (car one) (bytes (car one)) (replace-regexp-in-string "2 }" "3 }" (cdr one) t t))))
