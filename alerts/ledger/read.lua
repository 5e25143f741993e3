-- Reads what bears on one article in one step: of each group of buckets (those of one measure) the quantities that
-- could be the article's, told by how many of the buckets they share with it.
-- KEYS: 1 the article's state, 2 its contradictions, 3 the pairs set apart, 4.. the buckets, group by group
-- ARGV: 1 prefix of quantity keys, 2 members read of a bucket, the latest first, 3 most quantities taken of a group,
--       4 members up to which a bucket is rare, and counts double, 5 quantities up to which those that share one bucket are taken,
--       6 names of an article from which on a quantity that shares one of them must be of its events, 7 marks of these,
--       and have reports since 8, in seconds since the epoch, 9.. the number of buckets of each group
-- Returns: state, contradictions, pairs, versions (one a bucket), ids of quantities, their versions
-- A bucket's member "" has its version as its score, higher than any time. A quantity's key holds 8 bytes of version,
-- then "\3", four bytes that mark its events (all bits for one that may be of any) and its record; or, where it was
-- merged, "\2" and the older id.
local versions, ids, numbers, seen = {}, {}, {}, {}
local every, since = 2 ^ 32 - 1, tonumber(ARGV[8])

-- Puts the quantity that `member` of `bucket` goes by among the results; returns whether it was not there yet, and is
-- of these `events` and has reports `since`; all is well without `events`.
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
  if events and string.byte(head, 9) == 3 then
    local marks = struct.unpack('>I4', head, 10)
    if bit.band(marks, events) == 0 then return false end
    if marks ~= every and tonumber(redis.call('ZSCORE', bucket, member)) < since then return false end
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
for group = 9, #ARGV do
  local last = first + tonumber(ARGV[group]) - 1
  local filled = {}
  for i = first, last do
    local members = redis.call('ZREVRANGE', KEYS[i], 0, read)
    if members[1] == '' then
      versions[#versions + 1] = redis.call('ZSCORE', KEYS[i], '')
      filled[#filled + 1] = {key = KEYS[i], place = i, members = members, weight = #members - 1 <= rare and 2 or 1}
    else
      versions[#versions + 1] = '0'
    end
  end
  -- The rarer name tells more: of quantities that share as many, those of common names must not crowd it out.
  table.sort(filled, function(a, b)
    return #a.members < #b.members or #a.members == #b.members and a.place < b.place
  end)
  -- Where each member was met first, and the weight of those met again: most are met once, and looked at no further.
  local met, again, levels, top = {}, {}, {}, 1
  for which, each in ipairs(filled) do
    local members, weight, here = each.members, each.weight, which * 1000
    for place = 2, #members do
      local member = members[place]
      local before = met[member]
      if not before then
        met[member] = here + place
      else
        again[member] = (again[member] or filled[math.floor(before / 1000)].weight) + weight
      end
    end
  end
  for member, weight in pairs(again) do
    levels[weight] = levels[weight] or {}
    table.insert(levels[weight], member)
    if weight > top then top = weight end
  end
  for which, each in ipairs(filled) do
    if each.weight == 1 then break end
    top = math.max(top, 2)
    levels[2] = levels[2] or {}
    for place = 2, #each.members do
      local member = each.members[place]
      if met[member] == which * 1000 + place and not again[member] then table.insert(levels[2], member) end
    end
  end

  local events = last - first + 1 >= few and marks or nil
  local taken = 0
  for level = top, 2, -1 do
    local members = levels[level] or {}
    table.sort(members, function(a, b) return met[a] < met[b] end)
    for _, member in ipairs(members) do
      if taken >= most then break end
      local each = filled[math.floor(met[member] / 1000)]
      if take(each.key, member, not again[member] and events) then taken = taken + 1 end
    end
  end
  local enough = last - first < 2 and most or fill  -- one or two names are all that a short text has
  for which, each in ipairs(filled) do
    if each.weight == 1 then
      for place = 2, #each.members do
        if taken >= enough then break end
        local member = each.members[place]
        if met[member] == which * 1000 + place and not again[member] then
          -- One that is refused counts where few are wanted: else all of a busy bucket would be looked at.
          take(each.key, member, events)
          taken = taken + 1
        end
      end
    end
  end
  first = last + 1
end
local state = redis.call('GET', KEYS[1])
return {state, state and redis.call('GET', KEYS[2]), redis.call('SMEMBERS', KEYS[3]), versions, ids, numbers}
