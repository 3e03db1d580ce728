create table p (id bigint primary key, a integer not null, constraint pos check (a > 0));
create table child () inherits (p);
