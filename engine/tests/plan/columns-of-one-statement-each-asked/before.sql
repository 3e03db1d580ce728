create type st as enum ('a', 'b');
create sequence xs;
create sequence ys;
create table t (
  id bigint primary key,
  a integer not null,
  x integer default nextval('xs'),
  y integer default nextval('ys'),
  s st not null
);
alter sequence xs owned by t.x;
alter sequence ys owned by t.y;
