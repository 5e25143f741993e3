-- Settles a job: its news are done with, or go to another thread.
-- KEYS: 1 what is due on the channel, 2 the thread, 3 what waits in it, 4 what waits in the other thread
-- ARGV: 1 the ids of the job, with blanks between, 2 the thread's name, 3 now, 4 fold, 5 seconds that all of it lives,
--       6 what was said, or "" where nothing was, 7 prefix of marks, 8 what became of it, 9 the other thread's name or
--       "", 10 when that is due
-- Returns 1, or 0 where another has settled it.
if redis.call('HGET', KEYS[2], 'hand') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[2], 'hand', 'attempt', 'begun')
local last = redis.call('HGET', KEYS[2], 'last')
if ARGV[6] ~= '' then
  last = ARGV[3]
  redis.call('HSETNX', KEYS[2], 'first', ARGV[6])
  redis.call('HSET', KEYS[2], 'last', last)
  redis.call('EXPIRE', KEYS[2], ARGV[5])
end
for id in string.gmatch(ARGV[1], '%S+') do
  redis.call('SET', ARGV[7] .. id, ARGV[8], 'EX', ARGV[5])
  if ARGV[9] ~= '' then redis.call('RPUSH', KEYS[4], id) end
end
if redis.call('LLEN', KEYS[3]) > 0 then
  local due = last and string.format('%.6f', last + ARGV[4]) or ARGV[3]
  redis.call('ZADD', KEYS[1], due, ARGV[2])
else
  redis.call('ZREM', KEYS[1], ARGV[2])
end
if ARGV[9] ~= '' then
  redis.call('EXPIRE', KEYS[4], ARGV[5])
  redis.call('ZADD', KEYS[1], 'NX', ARGV[10], ARGV[9])
  redis.call('EXPIRE', KEYS[1], ARGV[5])
end
return 1
