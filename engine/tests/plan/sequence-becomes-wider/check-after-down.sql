DO $$ BEGIN
    IF nextval('a_id_seq') <> 12 OR nextval('b_id_seq') <> 22 OR nextval('c_id_seq') <> 32 THEN RAISE 'forgotten'; END IF;
END $$;
