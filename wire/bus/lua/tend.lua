-- Join or stay in the group, renew own leases, hand over the surplus, take what is free up to the fair share.
-- KEYS: members (sorted set: member -> expiry in ms), leases (hash: partition -> "token:expiry:owner", "token" -> counter)
-- ARGV: JSON {me, ttl (ms), partitions, idle: [partitions that may be handed over]}
-- Returns [partition, token, ...] of the leases held from now until ttl. A token is new with each taking of a lease,
-- so that who lost one in between can tell, and late commands of a former holder are refused.
local asked = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expiry = string.format('%d', now + asked.ttl)

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], expiry, asked.me)
local names = redis.call('ZRANGE', KEYS[1], 0, -1)
table.sort(names)
local share = math.floor(asked.partitions / #names)
for rank, name in ipairs(names) do
  if name == asked.me and rank <= asked.partitions % #names then share = share + 1 end
end

local idle = {}
for _, partition in ipairs(asked.idle) do idle[partition] = true end
local held, free = {}, {}
for partition = 0, asked.partitions - 1 do
  local token, ends, owner = string.match(redis.call('HGET', KEYS[2], partition) or '', '^(%d+):(%d+):(.*)$')
  if owner == asked.me then
    held[#held + 1] = {partition, token}
  elseif not owner or tonumber(ends) <= now then
    free[#free + 1] = partition
  end
end

local kept = {}
local surplus = #held - share
for _, lease in ipairs(held) do
  if surplus > 0 and idle[lease[1]] then
    redis.call('HDEL', KEYS[2], lease[1])
    surplus = surplus - 1
  else
    kept[#kept + 1] = lease
  end
end
for _, partition in ipairs(free) do
  if #kept >= share then break end
  kept[#kept + 1] = {partition, tostring(redis.call('HINCRBY', KEYS[2], 'token', 1))}
end
local answer = {}
for _, lease in ipairs(kept) do
  redis.call('HSET', KEYS[2], lease[1], lease[2] .. ':' .. expiry .. ':' .. asked.me)
  answer[#answer + 1] = lease[1]
  answer[#answer + 1] = lease[2]
end
return answer
