insert into t values (1, 1, 1, null, 'a'), (2, 2, 5, 5, 'b');
