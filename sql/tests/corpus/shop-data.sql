INSERT INTO customer (email, nick, mood, before, moods, home, balance, debt, code, label, during, took, old, "Weird Name") VALUES
    ('Ada@example.org', 'ada', 'happy', 'sad', '{sad,ok}', '(Main,1)', 5, 2, 'a', 'x', '[2026-01-01,)', '1 day', '{}', 'w'),
    ('bob@example.org', NULL, 'ok', NULL, '{}', NULL, 0, NULL, 'b', NULL, NULL, NULL, NULL, NULL);
INSERT INTO billing.invoice (customer_id, total, noon) VALUES (1, 9.90, '12:00'), (2, 2, NULL);
