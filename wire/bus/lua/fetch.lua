-- Read from partitions whose lease is still held: pending entries from a cursor, or (cursor ">") new ones.
-- KEYS: leases, then one stream for each partition asked; ARGV: JSON {group, most, parts: [[partition, token, cursor]]}
-- Returns [[partition, entries, id], ...], where id is "" or, once the pending ones are read, the last delivered to the
-- group; a partition whose lease has gone is left out. The group's consumer is the same whoever holds the lease, so
-- that a new holder finds what the last one left pending.
local asked = cjson.decode(ARGV[1])
local left = asked.most
local answer = {}
for at, part in ipairs(asked.parts) do
  if left <= 0 then break end
  local token = string.match(redis.call('HGET', KEYS[1], part[1]) or '', '^(%d+):')
  if token == part[2] then
    local read = redis.call('XREADGROUP', 'GROUP', asked.group, asked.group, 'COUNT', left,
      'STREAMS', KEYS[at + 1], part[3])
    local entries = read and read[1][2] or {}
    left = left - #entries
    local delivered = ''
    if #entries == 0 and part[3] ~= '>' then
      for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[at + 1])) do
        local facts = {}
        for place = 1, #group, 2 do facts[group[place]] = group[place + 1] end
        if facts['name'] == asked.group then delivered = facts['last-delivered-id'] end
      end
    end
    answer[#answer + 1] = {part[1], entries, delivered}
  end
end
return answer
