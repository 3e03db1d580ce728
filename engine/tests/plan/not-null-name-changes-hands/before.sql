-- PostgreSQL 18
CREATE TABLE a (n integer CONSTRAINT a_m_not_null NOT NULL);
