UPDATE person SET days = days || ARRAY['(ok,ok,"{ok,""it''s \\""fine\\""""}",ok)'::day];
