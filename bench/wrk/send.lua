-- Requests with the bodies in the file BENCH_BODIES, one a line, in turn and
-- again and again. Threads share them out, so that no two send the same.
--
-- Requests are built before the clock runs, so that the client's work does not count.
package.path = os.getenv("BENCH_LUA") .. "/?.lua;" .. package.path
local common = require("common")

local built, at = {}, 0

function init(args)
  local method, path = os.getenv("BENCH_METHOD"), os.getenv("BENCH_PATH")
  local threads = tonumber(os.getenv("BENCH_THREADS"))
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
  for line, body in ipairs(common.lines(os.getenv("BENCH_BODIES"))) do
    if line % threads == number % threads then built[#built + 1] = wrk.format(method, path, nil, body) end
  end
end

function request()
  at = at % #built + 1
  return built[at]
end
