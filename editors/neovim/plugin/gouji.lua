-- Which files the language server is started for, and when.
local group = vim.api.nvim_create_augroup("gouji", {})

local function attach(event)
    require("gouji").attach(event.buf)
end

if vim.lsp.enable then -- Neovim 0.11 and later
    vim.lsp.enable("gouji")
else
    vim.api.nvim_create_autocmd("FileType", { group = group, pattern = { "gouji", "toml" }, callback = attach })
end

-- A new file names its form only when it has been written.
vim.api.nvim_create_autocmd("BufWritePost", { group = group, pattern = "*.toml", callback = attach })

if vim.fn.has("nvim-0.8") == 1 then
    vim.api.nvim_create_autocmd("LspAttach", {
        group = group,
        callback = function(event)
            local client = vim.lsp.get_client_by_id(event.data.client_id)
            if client and client.name == "gouji" then
                require("gouji").complete_in(event.buf)
                require("gouji").show_beside(client, event.buf)
            end
        end,
    })
end
