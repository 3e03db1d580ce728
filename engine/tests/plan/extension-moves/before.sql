create schema old;
create extension citext schema old;
create domain email as old.citext check (value <> '');
create type pair as (a old.citext, b old.citext[]);
create table people (
    id int primary key,
    name old.citext not null default 'nobody',
    names old.citext[],
    email email,
    pair pair,
    unique (name)
);
create index on people (names);
insert into people values (1, 'Ann', '{a,B}', 'a@x', ('a', '{b}'));
