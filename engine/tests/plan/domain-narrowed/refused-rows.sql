INSERT INTO book (id, shelves) VALUES (3, '{"{a,bc}"}');
