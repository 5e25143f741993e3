-- Makes a job due again, unless another has settled it.
-- KEYS: 1 what is due on the channel, 2 the thread
-- ARGV: 1 the ids of the job, 2 the thread's name, 3 when, 4 whether an earlier try may have arrived: 1 or 0
if redis.call('HGET', KEYS[2], 'hand') ~= ARGV[1] then return 0 end
redis.call('ZADD', KEYS[1], 'XX', ARGV[3], ARGV[2])
if ARGV[4] == '0' then redis.call('HDEL', KEYS[2], 'begun') end
return 1
