-- A new name for a field goes through the rules and through every form, open or not.
local rules = open("规则.gj")
local form = open("甲.toml")
findings(form, 1)

local unopened = vim.fn.bufadd("乙.toml")
local function renamed(line, old, new)
    wait(old .. " is " .. new, function()
        return (lines(rules)[line.rules] or ""):find(new, 1, true)
            and (lines(form)[line.form] or ""):find(new, 1, true)
            and (lines(unopened)[line.form] or ""):find(new, 1, true)
    end)
end

vim.cmd("buffer " .. rules)
go_to("总额[辽宁]")
same("what the old name is, for the question", ask("textDocument/prepareRename").placeholder, "总额")
vim.lsp.buf.rename("全部金额")
renamed({ rules = 7, form = 4 }, "总额", "全部金额")
same("after a character of two halves", lines(rules)[19], "        应 全部金额[𠮷林] ≤ 全部金额[辽宁]")
same("in a form", lines(form)[4], '"全部金额" = { "𠮷林" = 1, "辽宁" = 2 }')
findings(form, 1)

vim.cmd("buffer " .. form)
go_to('辽宁" = 2')
vim.lsp.buf.rename("奉天")
renamed({ rules = 1, form = 4 }, "辽宁", "奉天")
same("in the form in which it was asked for", lines(form)[4], '"全部金额" = { "𠮷林" = 1, "奉天" = 2 }')
findings(form, 1)
