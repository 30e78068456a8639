-- Starts the language server for rule files, and for TOML files that name a form. Maps no keys.

local gouji = {}

local HEAD = 400 -- lines within which a filled form has said so
local KEY = [=[^\s*["'“”‘’]\?\([^ "'“”‘’=＝:：#]\+\)["'“”‘’]\?\s*[=＝:：]]=]
local clients = {} -- by folder; only Neovim 0.7 does not keep them itself

--- Whether a TOML file says, before its first table, which form it fills in; quotation marks may still be wrong.
function gouji.names_a_form(buffer)
    for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, HEAD, false)) do
        local key = vim.fn.matchlist(line, KEY)[2]
        if key == "表样" or key and key:lower() == "form" then
            return true
        elseif line:match("^%s*%[") then
            return false
        end
    end
    return false
end

--- The nearest folder, from one upwards, that has an entry of that name.
local function above(folder, name)
    while not vim.loop.fs_stat(folder .. "/" .. name) do
        local higher = vim.fn.fnamemodify(folder, ":h")
        if higher == folder then
            return nil
        end
        folder = higher
    end
    return folder
end

--- The folder that is served: that of gouji.toml, or the repository, or the one that the file is in.
function gouji.root(path)
    local folder = vim.fn.fnamemodify(path, ":p:h")
    return above(folder, "gouji.toml") or above(folder, ".git") or folder
end

--- Starts the server for the current buffer, if it is one of ours, or joins the one that serves its folder.
function gouji.attach(buffer)
    local config = vim.lsp.config and vim.lsp.config.gouji
        or dofile(vim.api.nvim_get_runtime_file("lsp/gouji.lua", false)[1])
    config.root_dir(buffer, function(root)
        local settings = vim.tbl_deep_extend("force", {
            capabilities = vim.lsp.protocol.make_client_capabilities(),
        }, config, { name = "gouji", root_dir = root })
        if vim.lsp.start then
            vim.lsp.start(settings)
        else
            gouji.start(settings, buffer)
        end
    end)
end

--- What vim.lsp.start does in Neovim 0.8 and later.
function gouji.start(settings, buffer)
    local root = settings.root_dir
    if not (clients[root] and vim.lsp.get_client_by_id(clients[root])) then
        clients[root] = vim.lsp.start_client(settings)
    end
    if clients[root] and vim.lsp.buf_attach_client(buffer, clients[root]) then
        gouji.complete_in(buffer)
        vim.bo[buffer].tagfunc = "v:lua.vim.lsp.tagfunc"
        vim.bo[buffer].formatexpr = "v:lua.vim.lsp.formatexpr()"
    end
end

--- Completes in a buffer, where Neovim's own completion does not take what the server offers for what it is.
function gouji.complete_in(buffer)
    if vim.fn.has("nvim-0.10") == 0 then
        vim.bo[buffer].omnifunc = "v:lua.require'gouji.completion'.complete"
        vim.api.nvim_create_autocmd("CompleteDone", {
            group = vim.api.nvim_create_augroup("gouji_completion_" .. buffer, {}),
            buffer = buffer,
            callback = function()
                require("gouji.completion").done()
            end,
        })
    end
end

--- Sums beside figures, and lenses above rules, where this Neovim can show them.
function gouji.show_beside(client, buffer)
    local offered = client.server_capabilities
    if offered.inlayHintProvider and vim.fn.has("nvim-0.10") == 1 then
        vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
    if offered.codeLensProvider and vim.lsp.codelens.enable then -- Neovim 0.12 and later
        vim.lsp.codelens.enable(true, { bufnr = buffer })
    elseif offered.codeLensProvider then
        vim.api.nvim_create_autocmd({ "BufEnter", "CursorHold", "InsertLeave" }, {
            buffer = buffer,
            callback = function()
                vim.lsp.codelens.refresh()
            end,
        })
    end
end

return gouji
