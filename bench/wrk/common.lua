-- Shared by all scripts: the list of texts in a file, one a line, and a
-- source of numbers that differs between threads.
local common = {}

function common.lines(path)
  local found = {}
  for line in io.lines(path) do found[#found + 1] = line end
  return found
end

local thread_number = 0
function setup(thread)
  thread_number = thread_number + 1
  thread:set("number", thread_number)
end

-- Fails loudly: a benchmark of refusals measures nothing.
function done(summary, latency, requests)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    'RESULT {"requests": %d, "micros": %d, "errors": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration, wrong, latency:percentile(50), latency:percentile(99)))
end

return common
