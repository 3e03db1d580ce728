-- The way back from 20261122215632_rollout_percentage
--
-- What changes
--   takes back 20261122215632_rollout_percentage
--
-- Hazards
--   breaks clients: programs that use public.feature_flags.rollout_percentage fail from then on
--   lock: ACCESS EXCLUSIVE on public.feature_flags (not observed)
--
-- keel: before sha256:639ef4a4ef1ceb65122ad280c53451ceae6332eefb8e0729cb5679ffac10bd6a
-- keel: after sha256:c68b9f44c5778a295d016a4ea6ecc6f8861cd62dd04d8d70f016bdd58fdbbaa8
-- keel: tool 0.1.0

-- programs that use public.feature_flags.rollout_percentage fail from then on
ALTER TABLE public.feature_flags RENAME COLUMN rollout_percentage TO rollout;
