-- What a group has not acknowledged yet.
-- KEYS: streams; ARGV: group. Returns [count, id of the oldest or "", ...], a pair for each stream.
local answer = {}
for _, stream in ipairs(KEYS) do
  local count, oldest, others, facts = 0, '', 0, nil
  if redis.call('EXISTS', stream) == 1 then
    for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
      local found = {}
      for at = 1, #group, 2 do found[group[at]] = group[at + 1] end
      if found['name'] == ARGV[1] then facts = found else others = others + 1 end
    end
    if facts and others > 0 then
      -- Entries may be kept for another group, so that they have to be counted.
      local waiting = redis.call('XRANGE', stream, '(' .. facts['last-delivered-id'], '+')
      count = facts['pending'] + #waiting
      if facts['pending'] > 0 then
        oldest = redis.call('XPENDING', stream, ARGV[1])[2]
      elseif #waiting > 0 then
        oldest = waiting[1][1]
      end
    else
      -- Acknowledged entries are gone, so that what is there is what waits.
      count = redis.call('XLEN', stream)
      local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
      if first then oldest = first[1] end
    end
  end
  answer[#answer + 1] = count
  answer[#answer + 1] = oldest
end
return answer
