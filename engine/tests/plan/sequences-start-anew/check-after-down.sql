INSERT INTO part (number) SELECT 1 FROM generate_series(1, 5);
INSERT INTO seat SELECT FROM generate_series(1, 5);
INSERT INTO bench SELECT FROM generate_series(1, 5);
INSERT INTO seat SELECT FROM generate_series(1, 5);
