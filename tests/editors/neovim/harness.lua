-- What the scripts beside it use. Runs the one that $SCRIPT names, and ends Neovim with 0 when all of it held.

require("vim.lsp.log").set_level("DEBUG")

local LONGEST = 60000 -- milliseconds that a busy machine may take

--- Waits until something holds; no longer than it takes.
function wait(what, holds)
    if not vim.wait(LONGEST, holds, 20) then
        error("waited in vain: " .. what, 2)
    end
end

--- Compares what there is with what there should be.
function same(what, is, wanted)
    if not vim.deep_equal(is, wanted) then
        error(what .. ":\n  is     " .. vim.inspect(is) .. "\n  wanted " .. vim.inspect(wanted), 2)
    end
end

--- Opens a file, and waits for the server to take it; gives its buffer.
function open(name)
    vim.cmd("edit " .. vim.fn.fnameescape(name))
    local buffer = vim.api.nvim_get_current_buf()
    wait("the server for " .. name, function()
        return #servers(buffer) == 1
    end)
    return buffer
end

--- The ready servers of a buffer, by name.
function servers(buffer)
    local names = {}
    local clients = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
    for _, client in pairs(clients) do
        table.insert(names, client.initialized and client.name or nil)
    end
    return names
end

--- Puts the cursor on the first character of a text.
function go_to(wanted)
    vim.fn.cursor(1, 1)
    if vim.fn.search([[\V]] .. wanted, "cW") == 0 then
        error("not in the buffer: " .. wanted, 2)
    end
end

--- Waits until a buffer has that many findings; gives them.
function findings(buffer, number)
    wait(number .. " findings in " .. vim.fn.bufname(buffer), function()
        return #vim.diagnostic.get(buffer) == number
    end)
    return vim.diagnostic.get(buffer)
end

--- What the server answers about the cursor.
function ask(method, more)
    local client = vim.tbl_values((vim.lsp.get_clients or vim.lsp.get_active_clients)())[1]
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    for _, answered in pairs(vim.lsp.buf_request_sync(0, method, vim.tbl_extend("force", params, more or {}), LONGEST)) do
        return answered.result
    end
end

function lines(buffer)
    return vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false)
end

vim.o.swapfile = false
local held, why = xpcall(dofile, debug.traceback, vim.env.SCRIPT)
if not held then
    io.stderr:write("\n" .. tostring(why) .. "\n")
    vim.cmd("cquit 1")
end
vim.cmd("qall!")
