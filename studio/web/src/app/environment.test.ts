import { expect, it } from "vitest";
import { environmentName } from "./environment";

it("names an environment by its name, and calls none production that is not", () => {
  expect(environmentName("staging")).toBe("staging");
  expect(environmentName("production")).toBe("Production");
  expect(environmentName(null)).not.toMatch(/production/i);
});
