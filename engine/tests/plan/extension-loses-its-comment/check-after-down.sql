DO $$ BEGIN
    IF (SELECT obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'pg_trgm')
        IS DISTINCT FROM 'text similarity measurement and index searching based on trigrams' THEN RAISE 'pg_trgm'; END IF;
END $$;
