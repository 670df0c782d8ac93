-- Creates (BENCH_METHOD=POST) or updates (PATCH) ten records per request, all
-- writable fields, with values that differ from request to request: a server
-- may notice that a write changes nothing.
package.path = os.getenv("BENCH_LUA") .. "/?.lua;" .. package.path
local common = require("common")

local method, path, ids, count = nil, nil, nil, 0
local words = { "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven" }
local stages = { "Idea", "Todo", "Doing", "Done", "Dropped" }
local tags = { "red", "green", "blue", "home", "work", "later" }

function init(args)
  math.randomseed(number * 104729 + os.time())
  count = math.random(1000000)
  method, path = os.getenv("BENCH_METHOD"), os.getenv("BENCH_PATH")
  if method == "PATCH" then ids = common.lines(os.getenv("BENCH_IDS")) end
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
end

local function fields(n)
  local word = words[n % 8 + 1]
  return string.format(
    '{"Name":"Item %d %s","Notes":"%s","Number":%d,"Price":%.2f,"Day":"20%02d-%02d-%02d","Stage":"%s",'
      .. '"Tags":["%s","%s"],"Done":%s,"Mail":"person%d@example.com","Link":"https://example.com/items/%d","Stars":%d}',
    n, word, string.rep(word .. " " .. n .. ". ", 8), n, n / 100, n % 30, n % 12 + 1, n % 28 + 1, stages[n % 5 + 1],
    tags[n % 3 + 1], tags[n % 3 + 4], tostring(n % 2 == 0), n, n, n % 5 + 1)
end

function request()
  local records = {}
  -- Ten neighbours at a random place, so that no record comes twice in one request.
  local at = ids and math.random(#ids - 10) or 0
  for n = 1, 10 do
    count = count + 1
    if ids then
      records[n] = '{"id":"' .. ids[at + n] .. '","fields":' .. fields(count) .. "}"
    else
      records[n] = '{"fields":' .. fields(count) .. "}"
    end
  end
  return wrk.format(method, path, nil, '{"records":[' .. table.concat(records, ",") .. "]}")
end
