INSERT INTO book VALUES (3, ARRAY[repeat('x', 21)]::title[]);
