INSERT INTO a VALUES (4, 'happy', '{}', 'ok');
