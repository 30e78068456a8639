-- What a name stands for, what may stand here, where a name comes from, how a file is laid out.
local form = open("甲.toml")
findings(form, 1)
go_to("总额")
assert(ask("textDocument/hover").contents.value:find("全部的钱", 1, true))

go_to('大"')
vim.cmd("normal! x")
local offered = {}
for _, item in ipairs(ask("textDocument/completion")) do
    table.insert(offered, item.label)
end
same("allowed words", offered, { "大", "小" })

go_to("总额")
vim.lsp.buf.definition()
wait("the declaration", function()
    return vim.fn.expand("%:t") == "规则.gj"
end)
same("its place", { vim.fn.line("."), vim.fn.col(".") }, { 7, 5 })
findings(0, 0)

local before = lines()
go_to("    类别")
vim.cmd("normal! 4x")
if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 60000 })
else
    vim.lsp.buf.formatting_sync(nil, 60000)
end
same("the layout", lines(), before)
