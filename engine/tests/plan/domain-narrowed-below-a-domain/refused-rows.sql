INSERT INTO book VALUES (3, repeat('x', 21));
