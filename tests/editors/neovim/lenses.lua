-- Above a rule stands what it gives in the open forms, above a test how it went; the lens of the test runs it.
open("甲.toml")
local rules = open("规则.gj")
vim.api.nvim_buf_set_lines(rules, -1, -1, true, {
    '用例 "少了一元" {',
    '    给定 "甲.toml"',
    "    期望 失败 总额相符",
    "}",
})
local said
vim.lsp.handlers["window/showMessage"] = function(_, message)
    said = message.message
end
local titles = {}
wait("the lenses", function()
    vim.lsp.codelens.refresh()
    vim.wait(200)
    titles = {}
    for _, lens in ipairs(vim.lsp.codelens.get(rules)) do
        titles[lens.range.start.line] = lens.command and lens.command.title
    end
    return vim.tbl_count(titles) == 3
end)
same("the lenses", titles, { [12] = "不成立 1（打开的表）", [17] = "成立 1（打开的表）", [21] = "✓ 通过" })
go_to("用例")
vim.lsp.codelens.run()
wait("what the test gave", function()
    return said
end)
same("what the test gave", said, "用例“少了一元”通过")
