-- Completion for Neovim before 0.10, whose own puts every item at the keyword under the cursor, whatever it replaces,
-- and keeps those alone whose new text begins with what is typed: `"一级指标" = ` is then lost to who types 一级.

local completion = {}

local LONGEST = 1000 -- milliseconds that somebody is kept waiting
local QUOTES = [=[["'“”‘’]]=]

local offered = {} -- what is taken where the cursor was when completion was asked for

--- What is compared with what is typed: quotation marks may be missing on either side.
local function bare(text)
    return vim.fn.tolower(vim.fn.substitute(text, QUOTES, "", "g"))
end

--- The items that replace something in the line of the cursor, with where it starts, and what is left of it after the cursor.
local function ask(buffer)
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    local line = vim.api.nvim_get_current_line()
    local found = {}
    local params = vim.lsp.util.make_position_params()
    local answers = vim.lsp.buf_request_sync(buffer, "textDocument/completion", params, LONGEST) or {}
    for number, answered in pairs(answers) do
        local client = vim.lsp.get_client_by_id(number)
        local function byte(position)
            return vim.lsp.util._str_byteindex_enc(line, position.character, client.offset_encoding)
        end
        for _, item in ipairs(vim.lsp.util.extract_completion_items(answered.result or {})) do
            local edit = item.textEdit
            if edit and edit.range.start.line == row - 1 and edit.range["end"].line == row - 1 then
                table.insert(found, {
                    item = item,
                    from = byte(edit.range.start),
                    rest = math.max(byte(edit.range["end"]) - column, 0),
                })
            end
        end
    end
    table.sort(found, function(one, other)
        return (one.item.sortText or one.item.label) < (other.item.sortText or other.item.label)
    end)
    return found, line:sub(1, column)
end

--- What 'omnifunc' calls: first for the column where the text to replace starts, then for what may stand there.
function completion.complete(find_start, typed)
    if find_start == 1 then
        local before
        offered, before = ask(vim.api.nvim_get_current_buf())
        local from = #before
        for _, one in ipairs(offered) do
            from = math.min(from, one.from)
        end
        for _, one in ipairs(offered) do
            one.kept = before:sub(from + 1, one.from)
        end
        return #offered > 0 and from or -3
    end
    local words = {}
    for _, one in ipairs(offered) do
        local item = one.item
        if vim.startswith(bare(one.kept .. (item.filterText or item.label)), bare(typed)) then
            local lines = vim.split(item.textEdit.newText, "\r?\n")
            table.insert(words, {
                word = one.kept .. lines[1], -- a word has no second line: the others come when it is chosen
                abbr = item.label,
                menu = item.detail or "",
                info = type(item.documentation) == "table" and item.documentation.value or item.documentation or " ",
                equal = 1, -- what is typed on is not compared with the word, but asked for anew
                dup = 1,
                user_data = { gouji = { rest = one.rest, more = { unpack(lines, 2) } } },
            })
        end
    end
    return { words = words, refresh = "always" }
end

--- Takes away what a chosen item replaces after the cursor, and puts in the lines that a word cannot have.
function completion.done()
    local chosen = vim.v.completed_item.user_data
    local gouji = type(chosen) == "table" and chosen.gouji
    if not gouji or (gouji.rest == 0 and #gouji.more == 0) then
        return
    end
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    local line = vim.api.nvim_get_current_line()
    local lines = { line:sub(1, column), unpack(gouji.more) }
    local last = #lines[#lines]
    lines[#lines] = lines[#lines] .. line:sub(column + gouji.rest + 1)
    vim.api.nvim_buf_set_lines(0, row - 1, row, false, lines)
    vim.api.nvim_win_set_cursor(0, { row + #gouji.more, last })
end

return completion
