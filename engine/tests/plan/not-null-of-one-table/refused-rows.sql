INSERT INTO account VALUES (2, 'a', 'b'), (NULL, 'b', 'c');
