DO $$ BEGIN
    IF nextval('gone_id_seq') <> 11 THEN RAISE 'gone'; END IF;
    IF nextval('started_id_seq') <> 1000 THEN RAISE 'started'; END IF;
    IF nextval('unused_id_seq') <> 1 THEN RAISE 'unused'; END IF;
    IF nextval('given_id_seq') <> 51 THEN RAISE 'given'; END IF;
    IF nextval('downwards_id_seq') <> -5 THEN RAISE 'downwards'; END IF;
    IF (SELECT last_value FROM narrower_id_seq) <> 2000 OR NOT (SELECT is_called FROM narrower_id_seq) THEN RAISE 'narrower'; END IF;
END $$;
