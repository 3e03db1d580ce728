create domain need as text not null;
create type st as enum ('a', 'b');
create table t (id bigint primary key, s st not null);
