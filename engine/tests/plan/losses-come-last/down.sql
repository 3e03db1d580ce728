-- Main
CREATE TYPE public.size AS ENUM ('small', 'large');
CREATE TABLE public.old (
    id bigint NOT NULL,
    CONSTRAINT old_pkey PRIMARY KEY (id)
);
ALTER TABLE public.person ADD COLUMN old_id bigint;
ALTER TABLE public.person ADD COLUMN phone text NOT NULL DEFAULT ''::text;
ALTER TABLE public.person ADD COLUMN size public.size;
ALTER TABLE public.person ADD CONSTRAINT person_old_id_fkey FOREIGN KEY (old_id) REFERENCES public.old (id) NOT VALID;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY person_phone_size ON public.person (phone, size);
-- Validate
ALTER TABLE public.person VALIDATE CONSTRAINT person_old_id_fkey;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.person_email;
-- Remove
ALTER TABLE public.person DROP COLUMN nick;
