-- Reads what bears on one article in one step.
-- KEYS: 1 the article's state, 2 its contradictions, 3 the pairs set apart, 4.. the buckets
-- ARGV: 1 prefix of quantity keys, 2 most quantities taken of a bucket, the latest first
-- Returns: state, contradictions, pairs, versions (one a bucket), ids of quantities, their records
-- A quantity's key holds 8 bytes of version, then its record; or, where it was merged, "\2" and the older id.
local versions, ids, records, seen = {}, {}, {}, {}

local function follow(id)
  for _ = 1, 64 do
    local data = redis.call('GET', ARGV[1] .. id)
    if not data or string.byte(data, 9) ~= 2 then return id, data end
    id = string.sub(data, 10)
  end
  return id, false
end

for i = 4, #KEYS do
  local version = redis.call('ZSCORE', KEYS[i], '')
  versions[#versions + 1] = version and string.sub(version, 2) or '0'
  if version then
    local members = redis.call('ZREVRANGE', KEYS[i], 0, ARGV[2] - 1)
    for _, member in ipairs(members) do
      if member ~= '' and not seen[member] then
        seen[member] = true
        local id, data = follow(member)
        if not data then
          redis.call('ZREM', KEYS[i], member)
        elseif id == member or not seen[id] then
          seen[id] = true
          ids[#ids + 1] = id
          records[#records + 1] = data
        end
      end
    end
  end
end
return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), redis.call('SMEMBERS', KEYS[3]), versions, ids, records}
