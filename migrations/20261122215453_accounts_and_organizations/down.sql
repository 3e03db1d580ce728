-- The way back from 20261122215453_accounts_and_organizations
--
-- What changes
--   takes back 20261122215453_accounts_and_organizations
--
-- Hazards
--   DESTRUCTIVE: all rows of public.account are gone
--   DESTRUCTIVE: all rows of public.invitation are gone
--   DESTRUCTIVE: all rows of public.member are gone
--   DESTRUCTIVE: all rows of public.passkey are gone
--   DESTRUCTIVE: all rows of public.session are gone
--   DESTRUCTIVE: all rows of public.organization are gone
--   DESTRUCTIVE: all rows of public.two_factor are gone
--   DESTRUCTIVE: all rows of public."user" are gone
--   DESTRUCTIVE: all rows of public.verification are gone
--   lock: ACCESS EXCLUSIVE on public.account (not observed)
--   lock: ACCESS EXCLUSIVE on public."user" (not observed)
--   lock: ACCESS EXCLUSIVE on public.invitation (not observed)
--   lock: ACCESS EXCLUSIVE on public.organization (not observed)
--   lock: ACCESS EXCLUSIVE on public.member (not observed)
--   lock: ACCESS EXCLUSIVE on public.passkey (not observed)
--   lock: ACCESS EXCLUSIVE on public.session (not observed)
--   lock: ACCESS EXCLUSIVE on public.two_factor (not observed)
--   lock: ACCESS EXCLUSIVE on public.verification (not observed)
--
-- keel: before sha256:281316d0716b33f103fcd8d650eedf9a2f870979ac477911f61b7e880a61e17b
-- keel: after sha256:01e0e360448f101f14044050e15cbc3ca457cdb378eb750ad9251239cd043b3a
-- keel: tool 0.1.0

-- DESTRUCTIVE: all rows of public.account are gone
DROP TABLE public.account;

-- DESTRUCTIVE: all rows of public.invitation are gone
DROP TABLE public.invitation;

-- DESTRUCTIVE: all rows of public.member are gone
DROP TABLE public.member;

-- DESTRUCTIVE: all rows of public.passkey are gone
DROP TABLE public.passkey;

-- DESTRUCTIVE: all rows of public.session are gone
DROP TABLE public.session;

-- DESTRUCTIVE: all rows of public.organization are gone
DROP TABLE public.organization;

-- DESTRUCTIVE: all rows of public.two_factor are gone
DROP TABLE public.two_factor;

-- DESTRUCTIVE: all rows of public."user" are gone
DROP TABLE public."user";

-- DESTRUCTIVE: all rows of public.verification are gone
DROP TABLE public.verification;
