;;; gouji.el --- Rule files and filled forms of gouji 勾稽  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "27.1") (eglot "1.8"))
;; Keywords: languages, tools

;;; Commentary:

;; Two modes, and the language server that Eglot starts for them: `gouji-mode' for rule files (.gj), and
;; `gouji-form-mode' for TOML files that name a form.  Other TOML files stay with their own mode and server.
;;
;;     (require 'gouji)
;;     (add-hook 'gouji-mode-hook #'eglot-ensure)
;;     (add-hook 'gouji-form-mode-hook #'eglot-ensure)

;;; Code:

(require 'conf-mode)
(require 'project)

(defvar eglot-server-programs)

(defgroup gouji nil
  "Rule files and filled forms of gouji."
  :group 'languages)

(defcustom gouji-command '("gouji" "lsp")
  "The program that is the language server, and its arguments."
  :type '(repeat string))

;;; Rule files

(defvar gouji-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?「 "(」" table)
    (modify-syntax-entry ?」 ")「" table)
    table)
  "What the characters of rule files are: `#' begins a comment, 「」 surround a name.")

(defun gouji-indent-line ()
  "Indent a line by the braces that are open before it, as `gouji fmt' does."
  (let* ((before (save-excursion (syntax-ppss (line-beginning-position))))
         (closes (save-excursion (back-to-indentation) (looking-at "[]})」]")))
         (column (* 4 (max 0 (- (car before) (if closes 1 0))))))
    (cond ((nth 3 before) 'noindent)    ; within a text
          ((<= (current-column) (current-indentation)) (indent-line-to column))
          (t (save-excursion (indent-line-to column))))))

;;;###autoload
(define-derived-mode gouji-mode prog-mode "勾稽"
  "Major mode for rule files of gouji."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local indent-tabs-mode nil)
  (setq-local indent-line-function #'gouji-indent-line)
  (setq font-lock-defaults '(nil)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.gj\\'" . gouji-mode))

;;; Filled forms

;;;###autoload
(define-derived-mode gouji-form-mode conf-toml-mode "勾稽表"
  "Major mode for filled forms of gouji, which are TOML files.")

(defconst gouji--key "^[ \t]*[\"'“”‘’]?\\(表样\\|form\\)[\"'“”‘’]?[ \t]*[=＝:：]"
  "The line in which a filled form names its form; its quotation marks may still be wrong.")

;;;###autoload
(defun gouji-form-p ()
  "Whether this is a TOML file that says, before its first table, which form it fills in."
  (and buffer-file-name
       (string-match-p "\\.toml\\'" buffer-file-name)
       (save-excursion
         (goto-char (point-min))
         (let ((case-fold-search t)
               (head (save-excursion (if (re-search-forward "^[ \t]*\\[" nil t) (point) (point-max)))))
           (re-search-forward gouji--key head t)))))

;;;###autoload
(add-to-list 'magic-mode-alist '(gouji-form-p . gouji-form-mode))

(defun gouji--become-form ()
  "Turn on `gouji-form-mode' where a new file has been written that names a form."
  (when (and (derived-mode-p 'conf-toml-mode 'toml-mode 'toml-ts-mode)
             (not (derived-mode-p 'gouji-form-mode))
             (gouji-form-p))
    (gouji-form-mode)))

(add-hook 'after-save-hook #'gouji--become-form)

;;; The language server

(defun gouji--project (folder)
  "The project of gouji that FOLDER is in: what lies below a gouji.toml."
  (when-let ((root (locate-dominating-file folder "gouji.toml")))
    (cons 'transient root)))

(defun gouji--in-project ()
  "Let the files beside and below a gouji.toml be served together."
  (add-hook 'project-find-functions #'gouji--project nil t))

(add-hook 'gouji-mode-hook #'gouji--in-project)
(add-hook 'gouji-form-mode-hook #'gouji--in-project)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `(((gouji-mode :language-id "gouji") (gouji-form-mode :language-id "toml"))
                 . ,(lambda (&rest _) gouji-command))))

;; Eglot takes the bytes in a URI for characters, so that the buffer of 表.toml would have no readable name.
(defun gouji--decoded (path)
  "PATH with characters in place of their bytes."
  (and path (decode-coding-string (encode-coding-string path 'utf-8-unix) 'utf-8-unix)))

(with-eval-after-load 'eglot
  (dolist (name '(eglot-uri-to-path eglot--uri-to-path)) ; as it is called, and as it was before
    (when (fboundp name)
      (advice-add name :filter-return #'gouji--decoded))))

(provide 'gouji)
;;; gouji.el ends here
