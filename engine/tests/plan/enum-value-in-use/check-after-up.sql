DO $$ BEGIN IF (SELECT many FROM person) <> '{ok,happy}' OR (SELECT turns FROM person) <> 'sad' THEN RAISE 'lost'; END IF; END $$;
