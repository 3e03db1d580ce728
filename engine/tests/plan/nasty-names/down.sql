-- Main
ALTER TABLE "My Schema"."order" ALTER COLUMN "Ünï" DROP NOT NULL;
ALTER TABLE "My Schema"."order" DROP COLUMN "'";
ALTER TABLE "My Schema"."order" DROP COLUMN "a""b";
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY "My Schema"."123 go";
