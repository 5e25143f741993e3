-- Makes jobs for the channels that never had one for this contradiction.
-- KEYS: 1 the contradiction's text; then for each channel its mark for this contradiction, and its due jobs
-- ARGV: 1 id, 2 bytes, 3 now (seconds), 4 seconds that marks live, 5 seconds that texts and due jobs live
-- Returns which channels have a new job, counted from 0.
local new = {}
for i = 2, #KEYS, 2 do
  if redis.call('SET', KEYS[i], 'due', 'NX', 'EX', ARGV[4]) then
    redis.call('ZADD', KEYS[i + 1], ARGV[3], ARGV[1])
    redis.call('EXPIRE', KEYS[i + 1], ARGV[5])
    new[#new + 1] = (i - 2) / 2
  else
    redis.call('EXPIRE', KEYS[i], ARGV[4])
  end
end
if #new > 0 then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[5]) end
return new
