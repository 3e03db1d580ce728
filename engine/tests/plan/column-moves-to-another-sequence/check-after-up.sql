DO $$ BEGIN
    IF nextval('shared') <> 31 THEN RAISE 'shared'; END IF;
    IF nextval('common') <> 71 THEN RAISE 'common'; END IF;
END $$;
