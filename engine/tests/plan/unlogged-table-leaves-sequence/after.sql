-- PostgreSQL 15
CREATE UNLOGGED TABLE part (id integer, other integer);
CREATE SEQUENCE leaves;
CREATE UNLOGGED SEQUENCE stays OWNED BY part.id;
CREATE SEQUENCE comes OWNED BY part.other;
