-- Main
CREATE TABLE public.part (
    id integer NOT NULL,
    CONSTRAINT part_pkey PRIMARY KEY (id)
);
ALTER TABLE public.part ADD CONSTRAINT part_again UNIQUE (id);
COMMENT ON CONSTRAINT part_again ON public.part IS 'beside the primary key';
DROP TABLE public.gone;
