-- Notes that a job is about to be sent, unless another has settled it.
-- KEYS: 1 the thread; ARGV: 1 the ids of the job
if redis.call('HGET', KEYS[1], 'hand') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'begun', 1)
return 1
