INSERT INTO book (id, page) VALUES (3, ROW(ROW(NULL, NULL, NULL, NULL, NULL, ARRAY['a', repeat('x', 21)]), NULL));
