insert into t values (1, '[1,2)', 'a'), (2, 'empty', 'a');
