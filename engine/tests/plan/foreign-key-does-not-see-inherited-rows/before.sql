create table k (id bigint primary key);
create table kid () inherits (k);
create table t (id bigint primary key, k_id bigint not null);
