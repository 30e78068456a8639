-- A fix lands where it should in a text with CRLF, a byte order mark, U+2028 and a character beyond the BMP; the rest stays.
local text = table.concat(vim.fn.readfile("甲.toml"), "\n") .. "\n"
text = text:gsub('"年度"', '# 甲\u{2028}乙𠮷\n"年度"', 1)
vim.ui.select = function(items, _, choose)
    choose(items[1], 1)
end
for name, written in pairs({
    ["丙.toml"] = text,
    ["丁.toml"] = text:gsub("\n", "\r\n"),
    ["戊.toml"] = "\u{feff}" .. text,
    ["己.toml"] = "\u{feff}" .. text:gsub("\n", "\r\n"),
}) do
    local file = assert(io.open(name, "wb"))
    file:write(written)
    file:close()
    local form = open(name)
    local found = findings(form, 1)[1]
    same("its place in " .. name, { found.lnum, found.col }, { 4, 39 })
    go_to("2 }")
    vim.lsp.buf.code_action()
    findings(form, 0)
    vim.cmd("silent write")
    file = assert(io.open(name, "rb"))
    same(name, file:read("*a"), (written:gsub("2 }", "3 }")))
    file:close()
end
