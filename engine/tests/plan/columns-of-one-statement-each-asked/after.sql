create type st as enum ('a', 'b', 'c');
create table t (
  id bigint primary key,
  a bigint not null,
  x bigint generated always as identity,
  y bigint generated always as identity,
  s st not null default 'c'
);
