create table c (code bpchar primary key);
create table t (id bigint primary key, code text not null);
insert into c values ('a');
insert into t values (1, 'a ');
