INSERT INTO part VALUES (2, 3, -1, 'b', 1), (3, 3, -2, 'b', 1);
