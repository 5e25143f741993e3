-- Writes a quantity's entry, or takes it away, and gives the change its number in one step: a reader that has seen a
-- number has seen all changes up to it.
-- KEYS: 1 counter of changes, 2 quantities by number of their last change, 3 the entry
-- ARGV: 1 the quantity, 2 the entry or "", 3 seconds to keep it
if ARGV[2] == '' then redis.call('DEL', KEYS[3]) else redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[3]) end
local number = redis.call('INCR', KEYS[1])
redis.call('ZADD', KEYS[2], number, ARGV[1])
return number
