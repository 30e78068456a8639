-- Files that end in .gj are rule files.
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
    pattern = "*.gj",
    command = "setfiletype gouji",
})
