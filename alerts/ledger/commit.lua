-- Writes everything that one article brings, or nothing: only if nothing that it was decided from has moved.
-- KEYS: 1 the counter of versions, 2.. all other keys
-- ARGV: 1 the plan in MessagePack, in which keys are places in KEYS, and versions, records and values places in ARGV
--       (Redis's MessagePack knows no bytes), but for the versions of buckets:
--   buckets  {key, version} of buckets that must not have moved
--   records  {key, version} of quantities and of the article's state, the same ("" for one that must not be there)
--   put      {key, record, seconds} to be written after the new version
--   plain    {key, value, seconds} to be written as it is
--   gone     keys to be deleted
--   drop     {bucket, member} to be taken out
--   index    {bucket, score, member, ..} to be added, or moved up; the bucket gets the new version
--   keep     {key, seconds} to be kept at least so long
--   most     members that a bucket may have beside its version
--   above    what a bucket's version is raised by as a score, so that it ranks above all times
-- Versions come from one counter, so that what expired and was written again never looks unmoved.
-- Returns the new version where everything was written, 0 where something had moved.
local plan = cmsgpack.unpack(ARGV[1])

for _, check in ipairs(plan.buckets) do
  local version = redis.call('ZSCORE', KEYS[check[1]], '')
  if (version or '0') ~= check[2] then return 0 end
end
for _, check in ipairs(plan.records) do
  if redis.call('GETRANGE', KEYS[check[1]], 0, 7) ~= ARGV[check[2]] then return 0 end
end

local number = redis.call('INCR', KEYS[1])
local version = struct.pack('>I8', number)

for _, each in ipairs(plan.put) do
  redis.call('SET', KEYS[each[1]], version .. ARGV[each[2]], 'EX', each[3])
end
for _, each in ipairs(plan.plain) do
  redis.call('SET', KEYS[each[1]], ARGV[each[2]], 'EX', each[3])
end
for _, place in ipairs(plan.gone) do redis.call('DEL', KEYS[place]) end
for _, each in ipairs(plan.drop) do
  redis.call('ZREM', KEYS[each[1]], each[2])
end
for _, each in ipairs(plan.index) do
  if redis.call('ZADD', KEYS[each[1]], 'GT', plan.above + number, '', unpack(each, 2)) > 0 then
    local over = redis.call('ZCARD', KEYS[each[1]]) - 1 - plan.most
    if over > 0 then redis.call('ZREMRANGEBYRANK', KEYS[each[1]], 0, over - 1) end
  end
end
for _, each in ipairs(plan.keep) do
  local left = redis.call('TTL', KEYS[each[1]])
  if left == -1 or left >= 0 and left < each[2] then redis.call('EXPIRE', KEYS[each[1]], each[2]) end
end
return number
