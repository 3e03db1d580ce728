CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE entry AS (day date, mood mood);
