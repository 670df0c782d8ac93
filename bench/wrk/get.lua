-- GET requests of the paths in the file BENCH_PATHS, in random order.
package.path = os.getenv("BENCH_LUA") .. "/?.lua;" .. package.path
local common = require("common")

local paths, built = nil, {}

function init(args)
  math.randomseed(number * 7919)
  paths = common.lines(os.getenv("BENCH_PATHS"))
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  for at, path in ipairs(paths) do built[at] = wrk.format("GET", path) end
end

function request()
  return built[math.random(#built)]
end
