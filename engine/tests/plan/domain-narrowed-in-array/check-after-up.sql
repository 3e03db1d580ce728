DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM book WHERE title::text LIKE '%' || repeat('x', 20) || '%'); END $$;
