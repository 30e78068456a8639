-- What is wrong is shown at its place, and goes when it is mended by hand.
local form = open("甲.toml")
local finding = findings(form, 1)[1]
same("where", { finding.lnum, finding.col, finding.end_col }, { 3, 39, 40 })
same("what", finding.message:match("^[^\n]*"), "总额 2万元，合计 3万元")
same("its check", finding.code, "总额相符")
same("how grave", finding.severity, vim.diagnostic.severity.ERROR)

vim.api.nvim_buf_set_text(form, 3, 39, 3, 40, { "3" })
findings(form, 0)

-- Another rule says something else of a form that is open.
local rules = open("规则.gj")
go_to("总额 = 合计")
vim.cmd("normal! f=r<")
findings(form, 2)
vim.cmd("undo")
findings(form, 0)
