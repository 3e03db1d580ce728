CREATE SCHEMA "My Schema"; CREATE TABLE "My Schema"."order" ("select" int PRIMARY KEY, "Ünï" text);
