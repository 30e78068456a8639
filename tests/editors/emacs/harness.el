;;; harness.el --- What the scripts beside it use  -*- lexical-binding: t; -*-

;;; Commentary:

;; Runs the script that $SCRIPT names, and ends Emacs with 0 when all of it held.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'flymake)

(defconst longest 60 "Seconds that a busy machine may take.")

(defun wait (what holds)
  "Wait until HOLDS gives a value, and give it; WHAT says for what.
Between, Emacs does what it does after a command."
  (let ((end (+ (float-time) longest)) value)
    (while (not (setq value (funcall holds)))
      (when (> (float-time) end)
        (error "Waited in vain: %s" what))
      (run-hooks 'post-command-hook)
      (accept-process-output nil 0.05))
    value))

(defun same (what is wanted)
  "Compare what there IS with what is WANTED; WHAT says where."
  (unless (equal is wanted)
    (error "%s:\n  is     %S\n  wanted %S" what is wanted)))

(defun open (name)
  "Visit the file NAME, and wait for the server to take it."
  (switch-to-buffer (find-file-noselect name))
  (wait (concat "the server for " name) (lambda () (and (eglot-managed-p) (eglot-current-server))))
  (flymake-start))

(defun go-to (text)
  "Put point on the first character of TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun line (number)
  "The text of a line."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- number))
    (buffer-substring-no-properties (line-beginning-position) (line-end-position))))

(defun findings (number)
  "Wait until the buffer has that many findings, and give them."
  (eglot--signal-textDocument/didChange) ; what Emacs does when nobody types for a while
  (wait (format "%s findings in %s" number (buffer-name))
        (lambda () (= number (length (flymake-diagnostics)))))
  (flymake-diagnostics))

(defun keep-log ()
  "Write down what was said between Emacs and the server."
  (dolist (buffer (buffer-list))
    (when (string-match-p "EGLOT" (buffer-name buffer))
      (with-current-buffer buffer
        (append-to-file (point-min) (point-max) (expand-file-name "eglot.log" (getenv "HOME")))))))

(setq make-backup-files nil
      auto-save-default nil
      create-lockfiles nil
      debug-on-error nil)

(condition-case why
    (load (getenv "SCRIPT") nil t)
  (error
   (message "%s" (error-message-string why))
   (keep-log)
   (kill-emacs 1)))
(kill-emacs 0)

;;; harness.el ends here
