create domain need as text not null;
create type st as enum ('a', 'b', 'c');
create table t (id bigint primary key, s st not null default 'c', n need);
