DO $$BEGIN
    ASSERT (SELECT opens = '09:00' AND closes = '17:30+02' AND breaks = '{12:00,15:00:00.25}' FROM shop);
END$$
