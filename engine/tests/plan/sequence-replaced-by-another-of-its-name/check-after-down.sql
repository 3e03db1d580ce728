DO $$ BEGIN
    IF nextval('gone_id_seq') <> 12 THEN RAISE 'gone'; END IF;
    IF nextval('started_id_seq') <> 1001 THEN RAISE 'started'; END IF;
    IF nextval('unused_id_seq') <> 2 THEN RAISE 'unused'; END IF;
    IF nextval('given_id_seq') <> 52 THEN RAISE 'given'; END IF;
    IF nextval('downwards_id_seq') <> -6 THEN RAISE 'downwards'; END IF;
END $$;
