-- What is chosen among what may stand there is what stands there afterwards, typed as somebody types it.
local form = open("甲.toml")
findings(form, 1)

--- The line that comes of typing a text into it and taking the first thing that is offered then.
local function completed(number, typed)
    vim.fn.cursor(number, 1)
    local keys = vim.api.nvim_replace_termcodes("cc" .. typed .. "<C-x><C-o><C-y><Esc>", true, false, true)
    vim.api.nvim_feedkeys(keys, "tx", false)
    local line = vim.api.nvim_get_current_line()
    vim.cmd("normal! u")
    return line
end

vim.api.nvim_buf_set_lines(form, -1, -1, false, { '[["项目"]]', "" })
local last = vim.fn.line("$")
for typed, wanted in pairs({
    ["名"] = '"名称" = ',
    ['"名'] = '"名称" = ',
    ['"'] = '"名称" = ',
    ["金"] = '"金额" = ',
    ["[["] = '[["项目"]]',
    ['[["项'] = '[["项目"]]',
}) do
    same("after " .. typed, completed(last, typed):sub(1, #wanted), wanted)
end
for _, typed in ipairs({ "", "大", '"', '"大', '""<Left>', '"大"<Left>' }) do
    same("the value after " .. typed, completed(3, '"类别" = ' .. typed), '"类别" = "大"')
end

-- What takes several lines stands in several: a prescribed row with all that must be filled in.
local own = { "表样 规定表 {", "    明细表 项 键 名称 {", "        名称 : 文本 必填", "        值 : 数量 必填",
    "        行 甲乙丙 { 必填 }", "        行 甲乙丁 { 必填 }", "    }", "}" }
vim.fn.writefile(own, "规定.gj")
vim.fn.writefile({ '"表样" = "规定表"', '"年度" = 2025', "" }, "规定.toml")
local prescribed = open("规定.toml")
findings(prescribed, 2)
vim.fn.cursor(3, 1)
vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("cc甲<C-x><C-o><C-y><Esc>", true, false, true), "tx", false)
wait("three lines", function()
    return vim.fn.line("$") == 5
end)
local lines = vim.api.nvim_buf_get_lines(prescribed, 2, -1, false)
same("a row", lines, { '[["项"]]', '"名称" = "甲乙丙"', '"值" = ""' })

local rules = open("规则.gj")
for typed, wanted in pairs({ ["应 总额[𠮷林] ≤ 总"] = "总额", ["应 合"] = "合计" }) do
    local line = completed(20, "        " .. typed)
    assert(line:find(wanted, 1, true), typed .. ": " .. line)
end
