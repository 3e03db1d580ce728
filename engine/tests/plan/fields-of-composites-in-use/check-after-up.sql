DO $$
BEGIN
    IF (SELECT array_agg(entry::text ORDER BY id) FROM diary) IS DISTINCT FROM
        ARRAY['("2026-11-26 00:00:00",ok,"(3,cm)",12.3400,"a, ""b"" (c)",)', '(,,,,,)', NULL]
    THEN RAISE EXCEPTION 'entry: %', (SELECT array_agg(entry::text ORDER BY id) FROM diary);
    END IF;
    IF (SELECT array_agg(entries::text ORDER BY id) FROM diary) IS DISTINCT FROM
        ARRAY['{"(\"2026-11-25 00:00:00\",happy,,1.0000,,)"}', NULL, '{}']
    THEN RAISE EXCEPTION 'entries: %', (SELECT array_agg(entries::text ORDER BY id) FROM diary);
    END IF;
    IF (SELECT array_agg(filled::text ORDER BY id) FROM diary) IS DISTINCT FROM ARRAY['("2026-11-24 00:00:00",,,,,)', NULL, NULL]
    THEN RAISE EXCEPTION 'filled: %', (SELECT array_agg(filled::text ORDER BY id) FROM diary);
    END IF;
    IF (SELECT array_agg(size::text ORDER BY id) FROM diary) IS DISTINCT FROM ARRAY['(,)', NULL, '(7,"")']
    THEN RAISE EXCEPTION 'size: %', (SELECT array_agg(size::text ORDER BY id) FROM diary);
    END IF;
END
$$;
