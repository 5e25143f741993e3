"""What the seen-state does in Redis in one step, in Lua."""

from ingest.seen.places import ENTER

CLAIM = (
    ENTER
    + """
local due = redis.call('HGET', KEYS[1], 'due')
if due and tonumber(due) > tonumber(ARGV[1]) then return {'later', due} end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[2] and redis.call('EXISTS', ARGV[3] .. holder) == 1 then return {'held'} end
if #KEYS == 3 then
  local wait = enter(KEYS[3], ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]), ARGV[3], ARGV[12])
  if wait > 0 then return {'host', tonumber(ARGV[1]) + wait} end
end
local attempt = redis.call('HGET', KEYS[1], 'attempt')
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4])
redis.call('HSET', KEYS[1], 'attempt', ARGV[1], 'due', ARGV[7], 'url', ARGV[6])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return {'claimed', redis.call('HGET', KEYS[1], 'state') or '', attempt or ''}
"""
)

VISITS = """
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local visit = redis.call('GET', ARGV[4] .. id)
  if visit then
    redis.call('ZADD', KEYS[1], ARGV[3], id)
    found[#found + 1] = visit
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
"""
