-- Main
ALTER TABLE public.piece DROP CONSTRAINT piece_part_id_fkey;
ALTER TABLE public.part
    ALTER COLUMN id TYPE integer USING id::integer,
    ALTER COLUMN label TYPE text;
ALTER TABLE public.piece ALTER COLUMN part_id TYPE integer USING part_id::integer;
ALTER TABLE public.piece ADD CONSTRAINT piece_part_id_fkey FOREIGN KEY (part_id) REFERENCES public.part (id) NOT VALID;
-- Validate
ALTER TABLE public.piece VALIDATE CONSTRAINT piece_part_id_fkey;
