-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM "My Schema"."order" WHERE "Ünï" IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of "My Schema"."order" have NULL in "Ünï", which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM "My Schema"."order" WHERE "Ünï" IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE "My Schema"."order" ADD COLUMN "'" text;
COMMENT ON COLUMN "My Schema"."order"."'" IS 'x';
ALTER TABLE "My Schema"."order" ADD COLUMN "a""b" integer;
ALTER TABLE "My Schema"."order" ADD CONSTRAINT "order_Ünï__keel_not_null" CHECK ("Ünï" IS NOT NULL) NOT VALID;
ALTER TABLE "My Schema"."order" ADD CONSTRAINT "order_a""b_check" CHECK (("a""b" > 0)) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY "order_'_key" ON "My Schema"."order" ("'");
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY "123 go" ON "My Schema"."order" ("Ünï");
-- AttachIndex
ALTER TABLE "My Schema"."order" ADD CONSTRAINT "order_'_key" UNIQUE USING INDEX "order_'_key";
-- Validate
ALTER TABLE "My Schema"."order" VALIDATE CONSTRAINT "order_Ünï__keel_not_null";
ALTER TABLE "My Schema"."order" VALIDATE CONSTRAINT "order_a""b_check";
-- AfterValidation
ALTER TABLE "My Schema"."order" ALTER COLUMN "Ünï" SET NOT NULL;
ALTER TABLE "My Schema"."order" DROP CONSTRAINT "order_Ünï__keel_not_null";
