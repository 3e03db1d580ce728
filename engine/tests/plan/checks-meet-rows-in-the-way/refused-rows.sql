INSERT INTO pet VALUES (3, 7, 'c', 3, NULL, NULL), (4, 8, 'd', 3, NULL, NULL);
