-- Takes the thread of one channel that has been due for longest, with the news that go into one message.
-- KEYS: 1 what is due on the channel
-- ARGV: 1 now, 2 end of the lease (both seconds), 3 to 5 prefixes of threads, of what waits in them, of texts,
--       6 most news in one message, 7 seconds that a thread lives
-- Returns {thread, attempt, first message or "", 1 where an earlier try may have arrived or 0, id, text, id, text ...};
-- or the time at which the next is due; or nil.
while true do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if #first == 0 then return nil end
  if tonumber(first[2]) > tonumber(ARGV[1]) then return first[2] end
  local thread, waiting = ARGV[3] .. first[1], ARGV[4] .. first[1]
  local hand = redis.call('HGET', thread, 'hand')
  if not hand then
    local ids = redis.call('LRANGE', waiting, 0, ARGV[6] - 1)
    redis.call('LTRIM', waiting, ARGV[6], -1)
    if #ids == 0 then
      redis.call('ZREM', KEYS[1], first[1])
    else
      hand = table.concat(ids, ' ')
      redis.call('HSET', thread, 'hand', hand, 'attempt', 0)
    end
  end
  if hand then
    redis.call('ZADD', KEYS[1], ARGV[2], first[1])
    local attempt = redis.call('HINCRBY', thread, 'attempt', 1)
    redis.call('EXPIRE', thread, ARGV[7])
    local out = {first[1], attempt, redis.call('HGET', thread, 'first') or '', redis.call('HEXISTS', thread, 'begun')}
    for id in string.gmatch(hand, '%S+') do
      out[#out + 1] = id
      out[#out + 1] = redis.call('GET', ARGV[5] .. id) or ''
    end
    return out
  end
end
