-- Puts news into a thread of the channels that never had them.
-- KEYS: 1 the text; then for each channel: its mark for these news, what waits in the thread, the thread, what is due
-- ARGV: 1 id, 2 text, 3 now, 4 fold, 5 due or "" (all in seconds), 6 name of the thread, 7 seconds that all of it lives
-- Returns which channels did not have them, counted from 0.
local new = {}
for i = 2, #KEYS, 4 do
  if redis.call('SET', KEYS[i], 'due', 'NX', 'EX', ARGV[7]) then
    redis.call('RPUSH', KEYS[i + 1], ARGV[1])
    redis.call('EXPIRE', KEYS[i + 1], ARGV[7])
    local due = ARGV[5]
    if due == '' then
      local last = redis.call('HGET', KEYS[i + 2], 'last')
      due = last and string.format('%.6f', math.max(tonumber(ARGV[3]), last + ARGV[4])) or ARGV[3]
    end
    redis.call('ZADD', KEYS[i + 3], 'NX', due, ARGV[6])
    redis.call('EXPIRE', KEYS[i + 3], ARGV[7])
    new[#new + 1] = (i - 2) / 4
  else
    redis.call('EXPIRE', KEYS[i], ARGV[7])
  end
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[7])
return new
