create type st as enum ('a', 'b', 'c');
create function is_num(text) returns boolean language plpgsql immutable as 'begin return $1 ~ ''^[0-9]+$''; end';
create table t (id bigint primary key, code text, at text, s st default 'c');
create unique index t_code on t ((code::integer)) where is_num(code);
alter table t add constraint t_one exclude ((code::integer) with =) where (is_num(code));
