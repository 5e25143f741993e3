-- Leave the group: give up all leases at once.
-- KEYS: members, leases; ARGV: me
redis.call('ZREM', KEYS[1], ARGV[1])
local all = redis.call('HGETALL', KEYS[2])
for at = 1, #all, 2 do
  local owner = string.match(all[at + 1], '^%d+:%d+:(.*)$')
  if owner == ARGV[1] then redis.call('HDEL', KEYS[2], all[at]) end
end
return 0
