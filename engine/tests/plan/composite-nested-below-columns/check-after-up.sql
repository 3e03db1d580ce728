DO $$ BEGIN
    ASSERT (SELECT ((carton).size).wide = 3 AND (cartons[1].size).wide = 4 AND ((pile).sizes)[1].wide = 5
        AND ((pile).fitted).wide = 6 AND (((shelf).carton).size).wide = 7 FROM room WHERE id = 1);
    ASSERT (SELECT carton IS DISTINCT FROM NULL AND (carton).size IS NOT DISTINCT FROM NULL FROM room WHERE id = 2);
END $$;
