insert into kid values (7);
insert into t values (1, 7);
