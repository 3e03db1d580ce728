import { expect, it } from "vitest";
import { tokenOf } from "./session";

it("takes a token for a token and a place for a place", () => {
  const token = "q".repeat(43);
  expect(tokenOf(`#token=${token}`)).toBe(token);
  expect(tokenOf(`#${token}`)).toBe(token);
  expect(tokenOf("#/data/public/user?sort=name")).toBeNull();
  expect(tokenOf("")).toBeNull();
  expect(tokenOf("#token=<script>alert(1)</script>")).toBeNull();
});
