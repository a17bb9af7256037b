-- The load of the HTTP benchmarks: POSTs with a bearer key and an idempotency key, the same for ours and for the baseline.
-- BENCH_BODIES and BENCH_BEARER_KEYS name files with one body and one key a line; BENCH_RUN makes the idempotency keys of this run its own.

-- One request in this many repeats an earlier one with its key, and must get the first answer again.
local requests_per_repeat = 1000
-- The repeated request was sent this long before: later than any connection waits for its answer.
local repeat_distance = 900

local function lines_of(variable)
  local lines = {}
  for line in io.lines(os.getenv(variable)) do lines[#lines + 1] = line end
  assert(#lines > 0, variable .. " names an empty file")
  return lines
end

local bodies, bearer_keys, run, count, kept
local headers = { ["Content-Type"] = "application/json" }

function init()
  bodies, bearer_keys = lines_of("BENCH_BODIES"), lines_of("BENCH_BEARER_KEYS")
  run, count = os.getenv("BENCH_RUN"), 0
  for i = 1, #bearer_keys do bearer_keys[i] = "Bearer " .. bearer_keys[i] end
end

function request()
  count = count + 1
  local place = count % requests_per_repeat
  if place == repeat_distance and kept then return kept end
  headers["Authorization"] = bearer_keys[count % #bearer_keys + 1]
  headers["Idempotency-Key"] = run .. "-" .. count
  local made = wrk.format("POST", nil, headers, bodies[count % #bodies + 1])
  if place == 0 then kept = made end
  return made
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "figures requests=%d duration_us=%d p50_us=%d p99_us=%d p99_9_us=%d connect_errors=%d read_errors=%d write_errors=%d status_errors=%d timeouts=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
