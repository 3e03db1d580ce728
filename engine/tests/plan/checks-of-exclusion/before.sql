CREATE TYPE state AS ENUM ('open', 'gone');
CREATE TABLE stay (id integer PRIMARY KEY, rooms int4range, during tsrange, guest tsrange, live boolean NOT NULL, state state);
INSERT INTO stay VALUES
    (1, '[1,3)', '[2020-01-01,2020-01-03)', NULL, true, 'open'),
    (2, '[1,3)', '[2020-01-02,2020-01-04)', NULL, false, 'open'),
    (3, NULL, '[2020-01-02,2020-01-04)', NULL, true, 'open'),
    (4, '[3,5)', '[2020-01-02,2020-01-04)', '[2020-01-02,2020-01-04)', true, 'open');
