INSERT INTO stay VALUES (5, '[3,5)', '[2020-01-03,2020-01-05)', NULL, true, 'gone');
