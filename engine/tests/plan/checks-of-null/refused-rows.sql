INSERT INTO pet VALUES (2, NULL, '(,)', 1);
