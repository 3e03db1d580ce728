INSERT INTO a (x) VALUES ('4'); DO $$ BEGIN IF (SELECT max(id) FROM a) <> 4 THEN RAISE 'collides'; END IF; END $$;
