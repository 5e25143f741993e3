-- Acknowledge entries of partitions whose lease is still held, and delete what every group has done with.
-- KEYS: leases, then one stream for each partition; ARGV: JSON {group, parts: [[partition, token, [ids]]]}
-- Returns how many entries were acknowledged.
local function before(a, b)
  local ams, aseq = string.match(a, '^(%d+)-(%d+)$')
  local bms, bseq = string.match(b, '^(%d+)-(%d+)$')
  if ams ~= bms then return tonumber(ams) < tonumber(bms) end
  return tonumber(aseq) < tonumber(bseq)
end

-- The first entry that some group still has to do: its first pending one, else the one after its last delivered.
local function floor(stream)
  local lowest
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local facts = {}
    for at = 1, #group, 2 do facts[group[at]] = group[at + 1] end
    local mine
    if facts['pending'] > 0 then
      mine = redis.call('XPENDING', stream, facts['name'])[2]
    else
      local ms, seq = string.match(facts['last-delivered-id'], '^(%d+)-(%d+)$')
      mine = ms .. '-' .. string.format('%d', seq + 1)
    end
    if not lowest or before(mine, lowest) then lowest = mine end
  end
  return lowest
end

local asked = cjson.decode(ARGV[1])
local done = 0
for at, part in ipairs(asked.parts) do
  local token = string.match(redis.call('HGET', KEYS[1], part[1]) or '', '^(%d+):')
  if token == part[2] then
    local stream = KEYS[at + 1]
    done = done + redis.call('XACK', stream, asked.group, unpack(part[3]))
    redis.call('XTRIM', stream, 'MINID', '=', floor(stream))
  end
end
return done
