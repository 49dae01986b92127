-- Sends requests about random cards, checks every response, and prints one line of JSON at the end.
--
--   TOKEN=... BODY=... OPENING=... wrk -t1 -c32 -d10s -s ask.lua ADDRESS/graphql -- NUMBERS-FILE CARDS-PER-REQUEST
--
-- NUMBERS-FILE has one card number of 16 digits on each line. BODY is a request body. In it, @cards@ is replaced by numbers joined with `","`, and an
-- optional @key@ by 32 random hexadecimal digits. OPENING is the expected beginning of a response.

local numbers = {}
local batch, head, before, after, keyed, opening
local threads = {}
wrong = 0    -- unexpected responses; global, so that done() can read it from each thread
example = '' -- the first unexpected response

function setup(thread)
  table.insert(threads, thread)
end

local function new_key()
  return string.format('%08x%08x%08x%08x', math.random(0, 0x7fffffff), math.random(0, 0x7fffffff), math.random(0, 0x7fffffff), math.random(0, 0x7fffffff))
end

local function body_of(chosen)
  local body = before .. table.concat(chosen, '","') .. after
  if keyed then
    body = string.gsub(body, '@key@', new_key)
  end
  return body
end

local function draw(into)
  for i = 1, batch do
    into[i] = numbers[math.random(#numbers)]
  end
  return into
end

function init(args)
  batch = tonumber(args[2])
  for line in io.lines(args[1]) do
    numbers[#numbers + 1] = line
  end
  math.randomseed(os.time())
  local body = os.getenv('BODY')
  before, after = string.match(body, '^(.-)@cards@(.*)$')
  keyed = string.find(body, '@key@', 1, true) ~= nil
  opening = os.getenv('OPENING')
  -- All numbers and thus all bodies have the same length, so the head is built once.
  local lines = { 'POST ' .. wrk.path .. ' HTTP/1.1', 'Host: ' .. wrk.host .. ':' .. wrk.port, 'Content-Type: application/json' }
  local token = os.getenv('TOKEN')
  if token and token ~= '' then
    lines[#lines + 1] = 'Authorization: Bearer ' .. token
  end
  lines[#lines + 1] = 'Content-Length: ' .. #body_of(draw({}))
  head = table.concat(lines, '\r\n') .. '\r\n\r\n'
end

local chosen = {}

function request()
  return head .. body_of(draw(chosen))
end

function response(status, headers, body)
  if status ~= 200 or string.sub(body, 1, #opening) ~= opening or string.find(body, '"errors"', 1, true) then
    if wrong == 0 then
      example = status .. ' ' .. string.sub(body, 1, 200)
    end
    wrong = wrong + 1
  end
end

local function quoted(text)
  return '"' .. string.gsub(text, '[%c"\\]', function(c) return string.format('\\u%04x', string.byte(c)) end) .. '"'
end

function done(summary, latency, requests)
  local unexpected, text, errors = 0, '', summary.errors
  for _, thread in ipairs(threads) do
    unexpected = unexpected + thread:get('wrong')
    text = thread:get('example')
  end
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50":%.1f,"p99":%.1f,"wrong":%d,"broken":%d,"example":%s}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), unexpected,
    errors.connect + errors.read + errors.write + errors.timeout, quoted(text)))
end
