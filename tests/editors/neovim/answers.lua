-- A finding is answered: of the fixes the answer is chosen, a reason is typed into it, and the finding stays as a hint.
local form = open("乙.toml")
vim.api.nvim_buf_set_lines(form, 3, 4, true, { '"总额" = { "𠮷林" = 4, "辽宁" = 3 }' })
vim.api.nvim_buf_set_lines(form, 7, 8, true, { '"金额" = { "𠮷林" = 4, "辽宁" = 3 }' })
local told = findings(form, 1)[1]
vim.ui.select = function(items, _, choose)
    choose(items[1], 1)
end
go_to("4, ")
vim.lsp.buf.code_action()
findings(form, 2) -- the answer wants its reason
vim.diagnostic.goto_next({ float = false })
same("the line of the reason", vim.api.nvim_get_current_line(), '"理由" = ""')
vim.api.nvim_set_current_line('"理由" = "已经批复"')
wait("the answered finding", function()
    local now = vim.diagnostic.get(form)
    return #now == 1 and now[1].severity == vim.diagnostic.severity.HINT and now[1].message:find("已说明：已经批复")
end)
same("its place", vim.diagnostic.get(form)[1].lnum, told.lnum)
