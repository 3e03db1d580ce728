-- Main
COMMENT ON EXTENSION citext IS 'Ours';
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
