INSERT INTO stay VALUES ('[1,4)', '[2020-01-02,2020-01-05)', 'sad');
