-- Notes how far a loop has come, but for partitions of which something was lost.
-- KEYS: 1 the notes. ARGV: for each partition its number, the offset that must have been noted, the offset to note.
-- Returns partition and noted offset of each that was lost in part. A partition without any note has lost nothing that
-- could be told: it is new, or Redis is.
local lost = {}
for place = 1, #ARGV, 3 do
  local noted = redis.call('HGET', KEYS[1], ARGV[place])
  if noted and tonumber(noted) < tonumber(ARGV[place + 1]) then
    lost[#lost + 1] = ARGV[place]
    lost[#lost + 1] = noted
  elseif not noted or tonumber(noted) < tonumber(ARGV[place + 2]) or tonumber(ARGV[place + 1]) < 0 then
    redis.call('HSET', KEYS[1], ARGV[place], ARGV[place + 2])
  end
end
return lost
