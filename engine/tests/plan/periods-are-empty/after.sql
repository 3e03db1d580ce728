-- PostgreSQL 18
create extension btree_gist;
create type st as enum ('a', 'b', 'c');
create table t (id integer not null, span int4range not null, s st not null default 'c', primary key (id, span without overlaps));
