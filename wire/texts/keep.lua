-- Keeps one text, and drops others where they have had their time or are too many bytes.
-- KEYS: 1 names by the time at which they go, 2 their sizes, 3 the text
-- ARGV: 1 its name, 2 the text, 3 now, 4 seconds to keep it, 5 most bytes in all, 6 what the keys of texts begin with
local function drop(name)
  redis.call('DEL', ARGV[6] .. name)
  redis.call('ZREM', KEYS[1], name)
  redis.call('HINCRBY', KEYS[2], '', -(redis.call('HGET', KEYS[2], name) or 0))
  redis.call('HDEL', KEYS[2], name)
end

for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[3], 'LIMIT', 0, 100)) do drop(name) end

local size = string.len(ARGV[2])
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[4])
redis.call('ZADD', KEYS[1], 'GT', ARGV[3] + ARGV[4], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], size)
local total = redis.call('HINCRBY', KEYS[2], '', size - before)

while total > tonumber(ARGV[5]) do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not first then break end
  drop(first)
  total = tonumber(redis.call('HGET', KEYS[2], ''))
end
