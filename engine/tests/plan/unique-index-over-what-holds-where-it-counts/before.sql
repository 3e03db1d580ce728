create type st as enum ('a', 'b');
create function is_num(text) returns boolean language plpgsql immutable as 'begin return $1 ~ ''^[0-9]+$''; end';
create table t (id bigint primary key, code text, at text, s st);
insert into t values (1, '5', null, 'a'), (2, 'x', null, 'a');
