create table c (code bpchar primary key);
create table t (id bigint primary key, code text not null references c);
