CREATE TYPE zeal AS ENUM ('none', 'some');
CREATE DOMAIN moment AS timestamp with time zone;
CREATE TYPE entry AS (day moment, zeal zeal[]);
