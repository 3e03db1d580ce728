create schema new;
create extension citext schema new;
create domain email as new.citext check (value <> '');
create type pair as (a new.citext, b new.citext[]);
create table people (
    id int primary key,
    name new.citext not null default 'nobody',
    names new.citext[],
    email email,
    pair pair,
    nick new.citext,
    unique (name)
);
create index on people (names);
