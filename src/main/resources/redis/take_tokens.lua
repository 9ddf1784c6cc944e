-- Takes up to so many tokens from a bucket that fills again at a steady rate.
--
-- KEYS[1]  the bucket; absent means full. It expires once it would be full again.
-- ARGV[1]  tokens that flow in per second, more than 0
-- ARGV[2]  what the bucket holds at most
-- ARGV[3]  how many are wanted
-- returns  {granted, milliseconds until one is there: 0 when some were granted}
--
-- The time is Redis's own, so that nodes with different clocks fill one bucket alike. Redis 6.2.
local rate = tonumber(ARGV[1])
local capacity = tonumber(ARGV[2])
local wanted = tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local at = tonumber(bucket[2]) or now
tokens = math.min(capacity, tokens + math.max(0, now - at) * rate / 1000)

local granted = math.min(wanted, math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / rate * 1000) + 1000)

local wait = 0
if granted == 0 then
  wait = math.max(1, math.ceil((1 - tokens) / rate * 1000))
end
return {granted, wait}
