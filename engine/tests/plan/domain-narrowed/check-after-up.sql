DO $$ BEGIN
    ASSERT (SELECT title = repeat('x', 20) AND heading = repeat('y', 20) AND weight = 1.2 AND ratio = 0.5
        AND titles::text[] = ARRAY['a', repeat('x', 20)] AND codes::text = '{a,b}' AND shelves::text = '{"{a,b}",NULL}' FROM book WHERE id = 1);
    ASSERT (SELECT title IS NULL AND codes IS NULL FROM book WHERE id = 2);
END $$;
