do $$ begin assert (select name operator(new.=) 'ANN' and names = '{A,b}' and email = 'a@x' from people); end $$;
