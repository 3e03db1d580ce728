DO $$ BEGIN
    ASSERT (SELECT flag = 1 AND flags = '{1,0}' AND amount = 2 AND content = '\x61' AND size = 7
        AND (part).flag = 1 AND (part).amount = 2 FROM item WHERE id = 1);
END $$;
