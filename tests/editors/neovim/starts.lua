-- The server is started for rule files and for forms, once for a folder, and not for the TOML files of others.
local rules = open("规则.gj")
same("the kind of a rule file", vim.bo[rules].filetype, "gouji")
local form = open("甲.toml")
same("one server serves both", vim.lsp.get_client_by_id(2), nil)

vim.cmd("edit 别的.toml")
local other = vim.api.nvim_get_current_buf()
same("the kind of another file", vim.bo[other].filetype, "toml")
same("no server serves it", servers(other), {})

-- A new file is served from when it names its form.
vim.cmd("edit 新的.toml")
local new = vim.api.nvim_get_current_buf()
same("no server serves a file without a word", servers(new), {})
vim.fn.setline(1, { '"表样" = "预算表"', '"年度" = 2025' })
vim.cmd("write")
wait("the server for the new form", function()
    return #servers(new) == 1
end)
findings(new, 2)
