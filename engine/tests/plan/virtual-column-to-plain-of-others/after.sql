-- PostgreSQL 18
CREATE TABLE a (n integer, label integer);
CREATE TABLE b (n text, twice integer);
