DO $$ BEGIN
    IF nextval('a_id_seq') <> 11 OR nextval('b_id_seq') <> 21 OR nextval('c_id_seq') <> 31 THEN RAISE 'forgotten'; END IF;
END $$;
