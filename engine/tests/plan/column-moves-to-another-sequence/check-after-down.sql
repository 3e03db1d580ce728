DO $$ BEGIN
    IF nextval('own') <> 32 THEN RAISE 'own'; END IF;
    IF nextval('shared') <> 72 THEN RAISE 'shared'; END IF;
    IF nextval('kept') <> 72 THEN RAISE 'kept'; END IF;
END $$;
