INSERT INTO pet VALUES (3, 1, 1), (4, 0, 1);
