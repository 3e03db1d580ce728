DO $$ BEGIN
    INSERT INTO room VALUES (2);
    ASSERT (SELECT (size).wide = 3 AND (size).high = 4 AND (unit).code = 'm' AND sizes[1].wide = 1 FROM room WHERE id = 2);
    ASSERT (SELECT (size).wide = 3 AND (size).high IS NULL AND (unit).code IS NULL FROM room WHERE id = 1);
    DELETE FROM room WHERE id = 2;
END $$;
