-- Takes the job of one channel that has been due for longest.
-- KEYS: 1 due jobs, 2 attempts
-- ARGV: 1 now, 2 end of the lease (both seconds), 3 prefix of the texts
-- Returns {id, attempt, text}; or the time at which the next is due; or nil. Jobs whose text is gone are dropped.
while true do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if #first == 0 then return nil end
  if tonumber(first[2]) > tonumber(ARGV[1]) then return first[2] end
  local text = redis.call('GET', ARGV[3] .. first[1])
  if text then
    redis.call('ZADD', KEYS[1], ARGV[2], first[1])
    local attempt = redis.call('HINCRBY', KEYS[2], first[1], 1)
    redis.call('EXPIRE', KEYS[2], redis.call('TTL', KEYS[1]))
    return {first[1], attempt, text}
  end
  redis.call('ZREM', KEYS[1], first[1])
  redis.call('HDEL', KEYS[2], first[1])
end
