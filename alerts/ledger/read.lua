-- Reads what bears on one article in one step: of each group of buckets (those of one measure) the quantities that
-- could be the article's, told by how many of the buckets they share with it.
-- KEYS: 1 the article's state, 2 its contradictions, 3 the pairs set apart, 4.. the buckets, group by group
-- ARGV: 1 prefix of quantity keys, 2 members read of a bucket, the latest first, 3 most quantities taken of a group,
--       4 members up to which a bucket is rare, and counts double, 5 quantities up to which those that share one bucket are taken,
--       6 names of an article from which on a quantity that shares one of them must be of its events, 7 marks of these,
--       8.. the number of buckets of each group
-- Returns: state, contradictions, pairs, versions (one a bucket), ids of quantities, their versions
-- A bucket's member "" has its version as its score, higher than any time. A quantity's key holds 8 bytes of version,
-- then "\3", four bytes that mark its events and its record; or, where it was merged, "\2" and the older id.
local versions, ids, numbers, seen = {}, {}, {}, {}

-- Puts the quantity that `member` of `bucket` goes by among the results; returns whether it was not there yet, and is
-- of these `events`.
local function take(bucket, member, events)
  if seen[member] then return false end
  seen[member] = true
  local id, head = member, redis.call('GETRANGE', ARGV[1] .. member, 0, 12)
  for _ = 1, 64 do
    if string.byte(head, 9) ~= 2 then break end
    id = string.sub(redis.call('GET', ARGV[1] .. id), 10)
    head = redis.call('GETRANGE', ARGV[1] .. id, 0, 12)
  end
  if head == '' then
    redis.call('ZREM', bucket, member)
    return false
  end
  if events and string.byte(head, 9) == 3 and bit.band(struct.unpack('>I4', head, 10), events) == 0 then
    return false
  end
  if id ~= member then
    if seen[id] then return false end
    seen[id] = true
  end
  ids[#ids + 1] = id
  numbers[#numbers + 1] = string.sub(head, 1, 8)
  return true
end

local first = 4
local read, most, rare, fill = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local few, marks = tonumber(ARGV[6]), tonumber(ARGV[7])
for group = 8, #ARGV do
  local shared, bucket, order, several = {}, {}, {}, {}
  local last = first + tonumber(ARGV[group]) - 1
  local enough = last - first < 2 and most or fill  -- one or two names are all that a short text has
  local filled = {}
  for i = first, last do
    local members = redis.call('ZREVRANGE', KEYS[i], 0, read)
    if members[1] == '' then
      versions[#versions + 1] = redis.call('ZSCORE', KEYS[i], '')
      filled[#filled + 1] = {key = KEYS[i], place = i, members = members}
    else
      versions[#versions + 1] = '0'
    end
  end
  -- The rarer name tells more: of quantities that share as many, those of common names must not crowd it out.
  table.sort(filled, function(a, b)
    return #a.members < #b.members or #a.members == #b.members and a.place < b.place
  end)
  for _, each in ipairs(filled) do
    local weight = #each.members - 1 <= rare and 2 or 1
    for place = 2, #each.members do
      local member = each.members[place]
      if not shared[member] then
        order[#order + 1] = member
        bucket[member] = each.key
      else
        several[member] = true
      end
      shared[member] = (shared[member] or 0) + weight
    end
  end
  local levels, top = {}, 0
  for _, member in ipairs(order) do
    local level = shared[member]
    levels[level] = levels[level] or {}
    table.insert(levels[level], member)
    if level > top then top = level end
  end
  local taken, events = 0, last - first + 1 >= few and marks or nil
  for level = top, 1, -1 do
    for _, member in ipairs(levels[level] or {}) do
      if taken >= (level > 1 and most or enough) then break end
      -- One that is refused counts where few are wanted: else all of a busy bucket would be looked at.
      if take(bucket[member], member, not several[member] and events) or level == 1 then taken = taken + 1 end
    end
  end
  first = last + 1
end
local state = redis.call('GET', KEYS[1])
return {state, state and redis.call('GET', KEYS[2]), redis.call('SMEMBERS', KEYS[3]), versions, ids, numbers}
