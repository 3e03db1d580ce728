INSERT INTO person VALUES (5, 'e', 'c', 'Same', true, 'E'), (6, 'f', 'c', 'same', true, 'F');
