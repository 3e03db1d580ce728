create extension btree_gist;
create type st as enum ('a', 'b');
create table t (id integer not null, span int4range not null, s st not null);
