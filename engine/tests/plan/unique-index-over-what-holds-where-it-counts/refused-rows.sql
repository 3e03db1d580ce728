insert into t values (3, '05', null, 'a');
