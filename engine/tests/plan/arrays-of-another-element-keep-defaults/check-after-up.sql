INSERT INTO t (id) VALUES (2);
DO $$ BEGIN
    ASSERT (SELECT count(*) FROM (SELECT DISTINCT bare, listed, shorter, wider, nested, moods FROM t) AS rows) = 1,
        'the defaults are other values than those of the rows from before';
    ASSERT (SELECT gone IS NULL FROM t WHERE id = 2), 'a default that was dropped is still there';
    ASSERT NOT EXISTS (SELECT FROM pg_attrdef WHERE adrelid = 't'::regclass AND pg_get_expr(adbin, adrelid) LIKE '%text%'),
        'a default has the cast of the type before';
END $$;
