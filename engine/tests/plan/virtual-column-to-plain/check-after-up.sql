DO $$ BEGIN
    IF (SELECT string_agg(size::text || rest, ' ' ORDER BY n) FROM a) <> '6a 8b' THEN RAISE 'a'; END IF;
    IF (SELECT string_agg(coalesce(size::text, '-') || coalesce(tall::text, '-'), ' ' ORDER BY n) FROM b) <> '64 --' THEN RAISE 'b'; END IF;
    IF (SELECT size FROM c) IS DISTINCT FROM 10 THEN RAISE 'c'; END IF;
END $$;
