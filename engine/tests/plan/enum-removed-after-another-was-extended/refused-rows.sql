INSERT INTO person VALUES (2, 'sad', 'small');
