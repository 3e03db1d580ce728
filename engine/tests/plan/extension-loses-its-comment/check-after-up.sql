DO $$ BEGIN
    IF (SELECT obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'citext')
        IS DISTINCT FROM 'data type for case-insensitive character strings' THEN RAISE 'citext'; END IF;
END $$;
