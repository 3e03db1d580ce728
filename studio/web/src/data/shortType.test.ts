import { expect, it } from "vitest";
import { shortType } from "./shortType";

it("shortens a type to what PostgreSQL reads as the same", () => {
  expect(
    ["timestamp(3) with time zone[]", "character varying(80)", "character(2)", '"character"', "numeric(20,4)"].map(
      shortType,
    ),
  ).toEqual(["timestamptz(3)[]", "varchar(80)", "char(2)", '"character"', "numeric(20,4)"]);
});
