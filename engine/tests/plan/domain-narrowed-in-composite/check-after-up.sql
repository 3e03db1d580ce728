DO $$ BEGIN
    ASSERT (SELECT (entry).title = '"a", (b)' AND (entry).note = 'n' AND (entry).marks = '{1,10}' AND (entry).flag
        AND (entry).at = '2026-11-26 12:00:00+00' AND (entry).titles::text = '{a,"b c"}' AND ((page).entry).title = 'c'
        AND ((page).entries)[1].title = 'd' AND (entries)[1].title = repeat('x', 20) FROM book WHERE id = 1);
    ASSERT (SELECT entry IS NOT DISTINCT FROM NULL AND page IS DISTINCT FROM NULL FROM book WHERE id = 2);
END $$;
