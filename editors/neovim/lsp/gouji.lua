-- How the language server is started. Neovim 0.11 and later find this file of themselves, and
-- vim.lsp.config("gouji", { ... }) changes it; before, lua/gouji.lua reads it.
return {
    cmd = vim.g.gouji_command or { "gouji", "lsp" },
    filetypes = { "gouji", "toml" },
    -- Not called back for the TOML files of other programs, which have servers of their own.
    root_dir = function(buffer, call_back)
        local gouji = require("gouji")
        if vim.bo[buffer].filetype == "gouji" or gouji.names_a_form(buffer) then
            call_back(gouji.root(vim.api.nvim_buf_get_name(buffer)))
        end
    end,
    -- So the server sends its findings unasked. Asked to ask again, Neovim 0.12 does so for the current file alone,
    -- and a form that is open beside the rules would go on to show what was.
    capabilities = { workspace = { diagnostics = { refreshSupport = false } } },
}
