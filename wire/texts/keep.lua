-- Keeps texts, and drops others where they have had their time or are too many bytes.
-- KEYS: 1 names by the time at which they go, 2 their sizes, 3 and on the texts
-- ARGV: 1 now, 2 seconds to keep them, 3 most bytes in all, 4 what the keys of texts begin with, 5 and on for each text
--       its name and what it says
local function drop(name)
  redis.call('DEL', ARGV[4] .. name)
  redis.call('ZREM', KEYS[1], name)
  redis.call('HINCRBY', KEYS[2], '', -(redis.call('HGET', KEYS[2], name) or 0))
  redis.call('HDEL', KEYS[2], name)
end

for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 100)) do drop(name) end

for each = 3, #KEYS do
  local name, text = ARGV[2 * each - 1], ARGV[2 * each]
  local size = string.len(text)
  local before = tonumber(redis.call('HGET', KEYS[2], name) or 0)
  redis.call('SET', KEYS[each], text, 'EX', ARGV[2])
  redis.call('ZADD', KEYS[1], 'GT', ARGV[1] + ARGV[2], name)
  redis.call('HSET', KEYS[2], name, size)
  redis.call('HINCRBY', KEYS[2], '', size - before)
end

while tonumber(redis.call('HGET', KEYS[2], '') or 0) > tonumber(ARGV[3]) do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not first then break end
  drop(first)
end
