-- Creates (BENCH_METHOD=POST) or updates (PATCH) ten records per request, all
-- writable fields.
--
-- Requests are built before the clock runs, so that the client's work does
-- not count. Updates go over the same sets of ten records in turn, with one
-- set of values and then with another, so that every one changes something: a
-- server may notice a write that changes nothing. Threads have sets of their own.
package.path = os.getenv("BENCH_LUA") .. "/?.lua;" .. package.path
local common = require("common")

local SETS = 2000
local built, at = {}, 0
local words = { "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven" }
local stages = { "Idea", "Todo", "Doing", "Done", "Dropped" }
local tags = { "red", "green", "blue", "home", "work", "later" }

local function fields(n)
  local word = words[n % 8 + 1]
  return string.format(
    '{"Name":"Item %d %s","Notes":"%s","Number":%d,"Price":%.2f,"Day":"20%02d-%02d-%02d","Stage":"%s",'
      .. '"Tags":["%s","%s"],"Done":%s,"Mail":"person%d@example.com","Link":"https://example.com/items/%d","Stars":%d}',
    n, word, string.rep(word .. " " .. n .. ". ", 8), n, n / 100, n % 30, n % 12 + 1, n % 28 + 1, stages[n % 5 + 1],
    tags[n % 3 + 1], tags[n % 3 + 4], tostring(n % 2 == 0), n, n, n % 5 + 1)
end

function init(args)
  local method, path = os.getenv("BENCH_METHOD"), os.getenv("BENCH_PATH")
  local ids = method == "PATCH" and common.lines(os.getenv("BENCH_IDS"))
  local rounds = ids and 2 or 1
  -- Differs from run to run, so that no run finds the values of the one before.
  local value = (os.time() % 100000) * 100
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
  for round = 1, rounds do
    for set = 0, SETS - 1 do
      local records = {}
      for n = 0, 9 do
        value = value + 1
        if ids then
          -- Records far from each other; the sets of two threads never meet.
          local place = ((set * 2 + number % 2) * 10 + n) * 7919 % #ids + 1
          records[n + 1] = '{"id":"' .. ids[place] .. '","fields":' .. fields(value) .. "}"
        else
          records[n + 1] = '{"fields":' .. fields(value) .. "}"
        end
      end
      built[#built + 1] = wrk.format(method, path, nil, '{"records":[' .. table.concat(records, ",") .. "]}")
    end
  end
end

function request()
  at = at % #built + 1
  return built[at]
end
