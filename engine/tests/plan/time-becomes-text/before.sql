CREATE TABLE shop (id integer PRIMARY KEY, opens time NOT NULL, closes time with time zone, breaks time(3)[]);
INSERT INTO shop VALUES (1, '09:00', '17:30+02', '{12:00,15:00:00.25}');
