-- Main
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
COMMENT ON EXTENSION pg_trgm IS 'Ours too';
